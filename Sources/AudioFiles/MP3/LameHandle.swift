import Audio
import CLame

/// A LAME instance; the only code that speaks to LAME.
@safe  // The pointer is owned, set once, and closed in deinit.
struct LameHandle: ~Copyable {
  private let lame: OpaquePointer

  /// An instance with LAME's defaults, silent on all its channels, that nothing can be encoded with yet.
  init() throws(AudioFileError) {
    guard let lame = unsafe lame_init() else { throw .outOfMemory }
    unsafe lame_set_errorf(lame) { _, _ in }
    unsafe lame_set_debugf(lame) { _, _ in }
    unsafe lame_set_msgf(lame) { _, _ in }
    // Tags are asked for, and written before the audio.
    unsafe lame_set_write_id3tag_automatic(lame, 0)
    unsafe self.lame = lame
  }

  deinit { unsafe lame_close(lame) }

  /// Makes ready for encoding `WorkingFormat`.
  ///
  /// - Parameter countsFrames: Whether there is to be an Info frame, whose placeholder opens the stream then.
  mutating func start(_ settings: MP3Settings, countsFrames: Bool = true) throws(AudioFileError) {
    try settings.validate()
    unsafe lame_set_num_channels(lame, Int32(WorkingFormat.channelCount))
    unsafe lame_set_in_samplerate(lame, Int32(WorkingFormat.sampleRate))
    // LAME would resample for low bitrates, and the length would no longer be exact.
    unsafe lame_set_out_samplerate(lame, Int32(WorkingFormat.sampleRate))
    unsafe lame_set_quality(lame, Int32(settings.effort))
    unsafe lame_set_disable_reservoir(lame, settings.usesBitReservoir ? 0 : 1)
    switch settings.mode {
    case .constant(let bitrate):
      unsafe lame_set_VBR(lame, vbr_off)
      unsafe lame_set_brate(lame, Int32(bitrate))
    case .average(let bitrate):
      unsafe lame_set_VBR(lame, vbr_abr)
      unsafe lame_set_VBR_mean_bitrate_kbps(lame, Int32(bitrate))
    case .variable(let quality):
      unsafe lame_set_VBR(lame, vbr_default)
      unsafe lame_set_VBR_q(lame, Int32(quality))
    }
    // Delay and padding for gapless playing, the seek table, and the sample count.
    unsafe lame_set_bWriteVbrTag(lame, countsFrames ? 1 : 0)
    // ReplayGain would be worked out on one process's part of the song; loudness is set elsewhere.
    unsafe lame_set_findReplayGain(lame, 0)
    let code = unsafe lame_init_params(lame)
    guard code >= 0 else { throw .libraryFailed(library: "LAME", code: Int(code)) }
  }

  /// The factor by which LAME scales what it encodes: at some bitrates it leaves room for its own overshoot.
  var inputGain: Double { Double(unsafe lame_get_scale(lame)) }

  /// Bytes that `count` samples can become at most, by LAME's own rule, with what an earlier call left.
  static func largestByteCount(ofSamples count: Int) -> Int { count + count / 4 + 7_200 }

  /// Encodes samples at 16-bit scale (±32 768) into the start of `output`; returns the bytes that came out.
  mutating func encode(_ scaled: StereoSpan, into output: inout [UInt8]) throws(AudioFileError) -> Int {
    let sampleCount = scaled.count
    let capacity = output.count
    let count = unsafe scaled.left.withUnsafeBufferPointer { left in
      unsafe scaled.right.withUnsafeBufferPointer { right in
        unsafe output.withUnsafeMutableBufferPointer { output in
          // Unlike its IEEE sibling, which scales by 32 767, this one equals the encoding of 16-bit samples.
          unsafe lame_encode_buffer_float(
            lame, left.baseAddress, right.baseAddress, Int32(sampleCount), output.baseAddress, Int32(capacity))
        }
      }
    }
    guard count >= 0 else { throw .libraryFailed(library: "LAME", code: Int(count)) }
    return Int(count)
  }

  /// Pads the last frame and gives what is left.
  mutating func flush() throws(AudioFileError) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: Self.largestByteCount(ofSamples: 0))
    let count = unsafe lame_encode_flush(lame, &output, Int32(output.count))
    guard count >= 0 else { throw .libraryFailed(library: "LAME", code: Int(count)) }
    return Array(output[..<Int(count)])
  }

  /// Gives what is left of the frames that are complete, as if another stream followed at once.
  mutating func flushWithoutPadding() throws(AudioFileError) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: Self.largestByteCount(ofSamples: 0))
    let count = unsafe lame_encode_flush_nogap(lame, &output, Int32(output.count))
    guard count >= 0 else { throw .libraryFailed(library: "LAME", code: Int(count)) }
    return Array(output[..<Int(count)])
  }

  /// What LAME calls its version in the streams that it makes.
  static var shortVersion: String { unsafe String(cString: get_lame_short_version()) }

  /// The Xing or Info frame for all that was encoded, after `flush`.
  mutating func infoFrame() -> [UInt8] {
    let size = unsafe lame_get_lametag_frame(lame, nil, 0)
    var frame = [UInt8](repeating: 0, count: size)
    let count = unsafe lame_get_lametag_frame(lame, &frame, size)
    return Array(frame[..<min(count, size)])
  }
}

// ID3 tags.
extension LameHandle {
  /// Sets an ID3v2.3 text frame, such as TIT2, as UTF-16.
  mutating func setText(_ text: String, frame: String) throws(AudioFileError) {
    // LAME wants the byte order mark, and its end is a zero.
    let units: [UInt16] = [0xFEFF] + text.utf16 + [0]
    let code = unsafe id3tag_set_textinfo_utf16(lame, frame, units)
    guard code == 0 else { throw .libraryFailed(library: "LAME's \(frame) tag", code: Int(code)) }
  }

  /// Sets the comment, in no language.
  mutating func setComment(_ text: String) throws(AudioFileError) {
    let units: [UInt16] = [0xFEFF] + text.utf16 + [0]
    let description: [UInt16] = [0xFEFF, 0]
    let code = unsafe id3tag_set_comment_utf16(lame, "XXX", description, units)
    guard code == 0 else { throw .libraryFailed(library: "LAME's comment tag", code: Int(code)) }
  }

  /// Sets the front cover, a JPEG, PNG or GIF picture.
  mutating func setPicture(_ bytes: [UInt8]) throws(AudioFileError) {
    let code = unsafe bytes.withUnsafeBytes { buffer in
      unsafe id3tag_set_albumart(lame, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
    }
    guard code == 0 else { throw .libraryFailed(library: "LAME's picture tag", code: Int(code)) }
  }

  /// The ID3v2.3 tag of all that was set.
  mutating func id3v2Tag() -> [UInt8] {
    unsafe id3tag_add_v2(lame)
    let size = unsafe lame_get_id3v2_tag(lame, nil, 0)
    var tag = [UInt8](repeating: 0, count: size)
    let count = unsafe lame_get_id3v2_tag(lame, &tag, size)
    return Array(tag[..<min(count, size)])
  }
}
