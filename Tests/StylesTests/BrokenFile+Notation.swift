extension BrokenFile {
  /// The head of the file.
  static let header: [BrokenFile] = [
    BrokenFile(
      "tempo: 140\n", "",
      "line 1: the style has no tempo, expected 'tempo: 140' or 'tempo: song'"),
    BrokenFile(
      "tempo: 140", "tempo: fast",
      "line 3: found 'fast', expected beats per minute from 60 to 200, 'song' or 'song x 2'"),
    BrokenFile(
      "tempo: 140", "tempo: 1e2",
      "line 3: found '1e2', expected beats per minute from 60 to 200, 'song' or 'song x 2'"),
    BrokenFile(
      "tempo: 140", "tempo: nan",
      "line 3: found 'nan', expected beats per minute from 60 to 200, 'song' or 'song x 2'"),
    BrokenFile(
      "tempo: 140", "tempo: 400",
      "line 3: found '400', expected beats per minute from 60 to 200, 'song' or 'song x 2'"),
    BrokenFile(
      "tempo: 140", "tempo: 400 BPM",
      "line 3: found '400 BPM', expected beats per minute from 60 to 200, 'song' or 'song x 2'"),
    BrokenFile(
      "tempo: 140", "tempo: song x 9",
      "line 3: found '9', expected a number from 0.25 to 4"),
    BrokenFile(
      "tempo: 140", "tempo: [140]",
      "line 3: found a list, expected beats per minute from 60 to 200, 'song' or 'song x 2'"),
    BrokenFile(
      "tempo: 140", "tempo:",
      "line 3: found nothing, expected beats per minute from 60 to 200, 'song' or 'song x 2'"),
    BrokenFile(
      "tempo: 140", "tempoo: 140",
      "line 3: unknown key 'tempoo' in a style, did you mean 'tempo'?"),
    BrokenFile(
      "about: One", "tempo: 120\nabout: One",
      "line 4: 'tempo' is there twice, first in line 2"),
    BrokenFile(
      "swing: 0.1", "swing: 2",
      "line 4: found '2', expected a number from 0 to 0.9"),
    BrokenFile(
      "swing: 0.1", "swing: 1/0",
      "line 4: found '1/0', expected a number from 0 to 0.9"),
    BrokenFile(
      "swing: 0.1", "swing: 30 %",
      "line 4: found '30 %', expected 50 % (straight) to 95 %, or a number from 0 to 0.9"),
    BrokenFile(
      "harmony: 1 1 6 7", "harmony: 1 8",
      "line 5: found '8', expected steps of the key such as '1 1 6 7', one for each bar, or 'song'"),
    BrokenFile(
      "harmony: 1 1 6 7", "harmony: i VI",
      "line 5: found 'i', expected steps of the key such as '1 1 6 7', one for each bar, or 'song'"),
    BrokenFile(
      "drop: 4, b", "drop: 6, b",
      "line 29: the scenes of drop last 4 bars, expected 6 as form says, or a number that goes evenly "
        + "into it"),
    BrokenFile(
      "drop: 4, b", "drop: 0, b",
      "line 6: found '0', expected a whole number from 1 to 64"),
    BrokenFile(
      "drop: 4, b", "drop: 99999999999999999999, b",
      "line 6: found '99999999999999999999', expected a whole number from 1 to 64"),
    BrokenFile(
      "wub: 0.5", "wub: 50",
      "line 7: found '50', expected a number from 0 to 1"),
    BrokenFile(
      "wub: 0.5", "wob: 0.5",
      "line 7: unknown key 'wob' in mix, did you mean 'wub'?"),
    BrokenFile(
      "drums: -1 dB", "drums: -1 Hz",
      "line 7: found '-1 Hz', expected a number from -24 to 12 dB"),
  ]
}

extension BrokenFile {
  /// Rows, notes and pieces.
  static let patterns: [BrokenFile] = [
    BrokenFile(
      "    snare:", "    snair:",
      "line 11: unknown key 'snair' in the drum pattern 'beat', did you mean 'snare'?"),
    BrokenFile(
      "    snare:", "    hat:",
      "line 11: unknown key 'hat' in the drum pattern 'beat', did you mean 'closed-hat'?"),
    BrokenFile(
      "    kick:  X... .... X... .... | X... .... .... ....\n    snare:", "    kik:",
      "line 10: unknown key 'kik' in the drum pattern 'beat', did you mean 'kick'?"),
    BrokenFile(
      "    kick:  X... .... X... .... | X... .... .... ....\n    snare: .... X... .... X...\n", "",
      "line 9: the drum pattern 'beat' has no rows, expected one such as 'kick: X... .... X... ....'"),
    BrokenFile(
      "    snare:", "    reverse-crash:",
      "line 11: a reverse-crash has no step of its own, expected it among the effects of a scene"),
    BrokenFile(
      "snare: .... X... .... X...", "snare: .... X... .... X..",
      "line 11: bar 1 has 15 steps, expected 16 (or 4, 6, 8, 12, 16, 24, 32, 48)"),
    BrokenFile(
      "snare: .... X... .... X...", "snare: .... O... .... X...",
      "line 11: found 'O' in bar 1, expected X, x, o or ."),
    BrokenFile(
      "snare: .... X... .... X...", "snare: .... | = | ....",
      "line 10: kick has 2 bars and snare 3, expected as many, or a number that goes evenly into the "
        + "longest row"),
    BrokenFile(
      "snare: .... X... .... X...", "snare: |",
      "line 11: found nothing, expected steps such as 'X... .... x... ....'"),
    BrokenFile(
      "snare: .... X... .... X...", "snare: X... | | X...",
      "line 11: bar 2 is empty, expected steps such as 'X... .... x... ....'"),
    BrokenFile(
      "level: -6 > 0 dB", "level: loud",
      "line 12: found 'loud', expected -60 to 12 dB, or two such values with '>' between them"),
    BrokenFile(
      "level: -6 > 0 dB", "level: -6 > 0 > 6 dB",
      "line 12: found '-6 > 0 > 6 dB', expected one value, or two with '>' between them"),
    BrokenFile(
      "  beat:", "  none:",
      "line 9: 'none' cannot be a name in drums, expected up to 40 letters, digits and hyphens (but "
        + "not none, song or through)",
      "line 32: 'beat' is not in drums, which has no names yet"),
    BrokenFile(
      "1/4 rest, 1/4 growl @5", "1/4 growl @5",
      "line 15: the bar lasts 3/4, expected 1: lengthen a note, or add '1/4 rest'"),
    BrokenFile(
      "1/4 rest, 1/4 growl @5", "1/2 rest, 1/4 growl @5",
      "line 15: the bar is more than full at '1/4 growl @5', expected notes that last 1 together"),
    BrokenFile(
      "\n    - 1/2 wobble 1/8, 1/4 rest, 1/4 growl @5\n    - 1 reese", " [1/2 wobble, 1/2 rest, 1 reese]",
      "line 14: the bar lasts 1/2, expected 1: lengthen a note, or add '1/2 rest'; between brackets, a bar with commas "
        + "needs quotes"),
    BrokenFile(
      "1/4 growl @5", "1/4 grwl @5",
      "line 15: unknown sound 'grwl', did you mean 'growl'?"),
    BrokenFile(
      "1/4 growl @5", "1/4 growl @9",
      "line 15: found '@9', expected one step of the key at most, @1 to @7"),
    BrokenFile(
      "1/4 growl @5", "1/4 growl @5 @6",
      "line 15: found '@6', expected one step of the key at most, @1 to @7"),
    BrokenFile(
      "1/4 growl @5", "1/4",
      "line 15: a note has no sound, expected wobble, growl, reese, sub, screech or rest"),
    BrokenFile(
      "1/4 growl @5", "growl 1/4",
      "line 15: found 'growl', expected a note value such as 1/4, 1/8t (triplet), 1/8. (dotted) or 3/8"),
    BrokenFile(
      "1/4 growl @5", "1/7 growl",
      "line 15: found '1/7', expected a note value such as 1/4, 1/8t (triplet), 1/8. (dotted) or 3/8, "
        + "at most a bar"),
    BrokenFile(
      "1/4 growl @5", "1/4 growl 1/8 1/16",
      "line 15: found '1/16', expected one rate at most, and ',' after the note"),
    BrokenFile(
      "1/4 growl @5", "1/4 growl fell",
      "line 15: found 'fell', expected a rate such as 1/8, a step such as @5, or round, fall, rise or gate"),
    BrokenFile(
      "1/4 growl @5", "1/4 growl 1/999",
      "line 15: found '1/999', expected a note value such as 1/4, 1/8t (triplet), 1/8. (dotted) or 3/8"),
    BrokenFile(
      "1/4 rest,", "1/4 rest,,",
      "line 15: nothing stands beside a comma, expected a note such as '1/4 rest'"),
    BrokenFile(
      "a stutter 1/8", "a stuter 1/8",
      "line 19: unknown operation 'stuter', did you mean 'stutter'?"),
    BrokenFile(
      "a stutter 1/8", "a stutter",
      "line 19: nothing after 'stutter', expected a note value such as 1/16"),
    BrokenFile(
      "a stutter 1/8", "a stutter 1",
      "line 19: found 'stutter 1', expected a note value from 1/64 to the piece's own length"),
    BrokenFile(
      "a stutter 1/8", "a up 99",
      "line 19: found 'up 99', expected semitones from 0 to 24, such as 'up 12'"),
    BrokenFile(
      "a stutter 1/8", "z",
      "line 19: found 'z', expected a place of the song (a to h, or a+1 for a beat later), song or rest"),
    BrokenFile(
      "a stutter 1/8", "a low-pass 5 Hz",
      "line 19: found '5 Hz', expected a number from 20 to 20000 Hz"),
    BrokenFile(
      "a stutter 1/8", "a reverse reverse reverse reverse reverse",
      "line 19: more than 4 operations on one piece, expected ',' before 'reverse'"),
    BrokenFile(
      "b+1", "b+x",
      "line 19: found 'b+x', expected a place of the song (a to h, or a+1 for a beat later), song or "
        + "rest"),
  ]
}
