extension MP3Settings {
  /// The factor by which an encoder with these settings scales the samples; 1 where it leaves them alone.
  ///
  /// LAME turns music down a little at medium bitrates (0.97 at 192 kbit/s): whoever wants an exact loudness must
  /// know.
  package func encoderGain() throws(AudioFileError) -> Double {
    var lame = try LameHandle()
    try lame.start(self)
    return lame.inputGain
  }
}
