extension BrokenFile {
  /// Parts and scenes.
  static let parts: [BrokenFile] = [
    BrokenFile(
      "  breakdown:\n    - bars: 4\n      pad: -6 dB\n", "",
      "line 21: the part 'breakdown' is missing, expected a list of scenes, or 'breakdown: 0' in form"),
    BrokenFile(
      "  breakdown:\n", "  break:\n",
      "line 21: the part 'breakdown' is missing, expected a list of scenes, or 'breakdown: 0' in form",
      "line 34: unknown key 'break' in parts, expected intro, build, drop, breakdown or ending"),
    BrokenFile(
      "    - bars: 4\n      pad: -6 dB", "    - pad: -6 dB",
      "line 35: a scene does not say how long it is, expected 'bars: 4' or so"),
    BrokenFile(
      "    - bars: 4\n      pad: -6 dB", "    bars: 4",
      "line 35: found names with values for breakdown, expected a list of scenes: '- bars: 8' and so on"),
    BrokenFile(
      "    - bars: 4\n      pad: -6 dB", "    - bars: four",
      "line 35: found 'four', expected a whole number from 1 to 64"),
    BrokenFile(
      "      pad: -6 dB", "      pads: -6 dB",
      "line 36: unknown key 'pads' in a scene, did you mean 'pad'?"),
    BrokenFile(
      "song: { play: through,", "song: { play: thru,",
      "line 23: 'thru' is not in chops, expected cuts"),
    BrokenFile(
      "song: { play: through,", "song: { part: drums,",
      "line 23: unknown part of the song 'drums', expected whole, harmonic or percussive"),
    BrokenFile(
      "260 > 4500 Hz", "260 > 4500 kHz",
      "line 23: found '260 > 4500 kHz', expected 20 to 20000 Hz, or two such values with '>' between "
        + "them"),
    BrokenFile(
      "bass: [line]", "bass: [lime]",
      "line 31: 'lime' is not in bass, did you mean 'line'?"),
    BrokenFile(
      "bass: [line]", "bass: { level: 0 dB }",
      "line 31: the bass does not say what it plays, expected 'play: [name]'"),
    BrokenFile(
      "bass: [line]", "bass: { plya: [line] }",
      "line 31: unknown key 'plya' in bass, did you mean 'play'?"),
    BrokenFile(
      "bass: [line]", "bass: [line loud]",
      "line 31: found 'line loud', expected a name from bass, and at most a level behind it, such as -3 dB"),
    BrokenFile(
      "bass: [line]", "bass: [line -99 dB]",
      "line 31: found '-99 dB', expected -60 to 12 dB, or two such values with '>' between them"),
    BrokenFile(
      "song: { play: [cuts], level: -1 dB }", "song: cuts stutter",
      "line 30: found 'cuts stutter', expected a name from chops, and at most a level behind it, such as -3 dB"),
    BrokenFile(
      "bass: [line]", "bass: [line -6 dB, line]",
      "line 31: phrases of which one is drawn have one level, expected 'play: [one, two]' and 'level: -3 dB' for the bass"
    ),
    BrokenFile(
      "bass: [line]", "bass: []",
      "line 31: found 0 entries for the bass, expected 1 to 16"),
    BrokenFile(
      "drums: [beat]", "drums: [baet]",
      "line 32: 'baet' is not in drums, did you mean 'beat'?"),
    BrokenFile(
      "drums: [beat]", "drums: [beat very loud]",
      "line 32: found 'beat very loud', expected a name from drums, and at most a level behind it, such as -3 dB"),
    BrokenFile(
      "last-beat: song", "last-beat: silence",
      "line 33: found 'silence', expected song"),
    BrokenFile(
      "last-beat: song", "plays-song-drums: maybe",
      "line 33: found 'maybe', expected yes or no"),
    BrokenFile(
      "riser 4", "riser 8",
      "line 24: found 'riser 8' in a scene of 4 bars, expected 1 to 4"),
    BrokenFile(
      "riser 4", "rizer 4",
      "line 24: unknown effect 'rizer', did you mean 'riser'?"),
    BrokenFile(
      "crash -6 dB", "crash -600 dB",
      "line 24: found '-600 dB', expected a number from -60 to 12 dB"),
    BrokenFile(
      "crash -6 dB", "crash x x x",
      "line 24: found 'x x x', expected a number from -60 to 12 dB"),
  ]
}

extension BrokenFile {
  /// The file as a whole.
  static let wholeFile: [BrokenFile] = [
    BrokenFile(
      "about: One of each", "extends: dubstap",
      "line 2: there is no built-in style 'dubstap', did you mean 'dubstep'?"),
    BrokenFile(
      "about: One of each", "extends: [dubstep]",
      "line 2: found a list, expected the name of a built-in style"),
    BrokenFile(
      "about: One of each", "about: One: two",
      "line 2: found a colon that belongs to no name; put quotes around a text with ': ' in it, and "
        + "begin lines that belong together in the same column"),
    BrokenFile(
      "about: One of each", "about: *one",
      "line 2: '&' and '*' (YAML's anchors and aliases) are not used in styles; give a pattern a name, "
        + "and use that. A text that begins with one of them needs quotes"),
    BrokenFile(
      "about: One of each", "about: &one One",
      "line 2: '&' and '*' (YAML's anchors and aliases) are not used in styles; give a pattern a name, "
        + "and use that. A text that begins with one of them needs quotes"),
    BrokenFile(
      "about: One of each", "about: !!str One",
      "line 2: '!' (YAML's tags) is not used in styles; a text that begins with it needs quotes"),
    BrokenFile(
      "about: One of each", "\tabout: One",
      "line 2: found a tab; indent with blanks"),
    BrokenFile(
      "about: One of each", "about: \"One",
      "line 2: a text in quotes has no closing quote"),
    BrokenFile(
      "about: One of each", "  about: One",
      "line 2: found a colon that belongs to no name; put quotes around a text with ': ' in it, and "
        + "begin lines that belong together in the same column"),
    BrokenFile(
      "about: One of each", "- about",
      "line 2: this line fits nothing above it; lines that belong together begin in the same column"),
    BrokenFile(
      "about: One of each", "[a]: b",
      "line 2: found a list before a colon; expected a name"),
    BrokenFile(
      "about: One of each", "---",
      "line 2: a second document begins with '---'; expected one style in a file"),
    BrokenFile(
      "form: { intro: 4,", "form: { intro: 4",
      "line 6: names with values that began with '{' do not go on; expected ',' or '}'"),
    BrokenFile(
      "mix: { wub: 0.5, drums: -1 dB }", "mix: { wub: 0.5, drums: -1 dB",
      "line 8: names with values that began with '{' do not go on; expected ',' or '}'"),
    BrokenFile(
      "mix: { wub: 0.5, drums: -1 dB }", "<<: { wub: 0.5 }",
      "line 7: unknown key '<<' in a style, expected name, about, extends, tempo, swing, harmony, "
        + "form, mix, drums, bass, chops or parts"),
    BrokenFile(
      "about: One of each", "about: @one",
      "line 2: found a tab or a character that means something else in YAML; indent with blanks, and "
        + "put quotes around a text that begins with % @ or `"),
    BrokenFile(
      "parts:\n", "part:\n",
      "line 20: unknown key 'part' in a style, did you mean 'parts'?"),
    BrokenFile(
      "name: small", "name: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
      "line 1: a name has at most 60 letters, a line about the style at most 200"),
  ]
}
