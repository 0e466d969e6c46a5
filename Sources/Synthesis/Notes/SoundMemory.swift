import Audio

/// The sounds made last, by what they depend on: a repeated note is copied instead of made anew.
struct SoundMemory<Key: Equatable & Sendable>: Sendable {
  /// Samples of both channels kept at most: 16 MiB.
  private static var limit: Int { 4 << 20 }

  private struct Entry {
    let key: Key
    let sound: StereoBuffer
  }

  /// The one used last comes last.
  private var entries: [Entry] = []
  private var sampleCount = 0

  init() {}

  /// The sound of `key` that is `count` samples long, if it is known.
  mutating func recall(_ key: Key, count: Int) -> StereoBuffer? {
    guard let index = entries.lastIndex(where: { $0.sound.count == count && $0.key == key }) else { return nil }
    let entry = entries.remove(at: index)
    entries.append(entry)
    return entry.sound
  }

  /// Keeps `sound`, and forgets the ones not used for longest where there is no room for all.
  mutating func keep(_ sound: StereoBuffer, as key: Key) {
    guard 2 * sound.count <= Self.limit else { return }
    entries.append(Entry(key: key, sound: sound))
    sampleCount += 2 * sound.count
    while sampleCount > Self.limit { sampleCount -= 2 * entries.removeFirst().sound.count }
  }
}
