/** Where the song is in its remix, and the other way round. */
export class Timeline {
  constructor(plan = null) {
    this.parts = (plan?.parts ?? []).map((part) => ({
      remix: part.output.map((sample) => sample / plan.sampleRate),
      song: part.songSeconds,
    }));
    // The part that was used last: a verse that comes twice in the remix is left where it was entered.
    this.last = 0;
  }

  songTime(remixTime) {
    if (this.parts.length === 0) return remixTime;
    let index = this.parts.findIndex((part) => remixTime < part.remix[1]);
    if (index < 0) index = this.parts.length - 1;
    this.last = index;
    return along(remixTime, this.parts[index].remix, this.parts[index].song);
  }

  /** @param isKept Whether the part that it leads to is the last one used from now on. */
  remixTime(songTime, isKept = true) {
    const { parts } = this;
    if (parts.length === 0) return songTime;
    const later = parts.map((_, index) => index).filter((index) => index >= this.last);
    const earlier = parts.map((_, index) => index).filter((index) => index < this.last).reverse();
    const order = [...later, ...earlier];
    const distance = ({ song }) => Math.max(song[0] - songTime, songTime - song[1], 0);
    // What was left out of the remix lies nearest to the end or start of some part.
    const index = order.reduce((best, next) => (distance(parts[next]) < distance(parts[best]) ? next : best), order[0]);
    if (isKept) this.last = index;
    return along(songTime, parts[index].song, parts[index].remix);
  }
}

function along(value, [start, end], [outStart, outEnd]) {
  const share = end > start ? (value - start) / (end - start) : 0;
  return outStart + Math.min(1, Math.max(0, share)) * (outEnd - outStart);
}
