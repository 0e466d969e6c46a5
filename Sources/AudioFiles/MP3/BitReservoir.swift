/// Lays the main data of frames out as LAME does: where they start, and what fills the room that they leave.
///
/// After LAME 3.100's `reservoir.c` and `bitstream.c`: bits that a frame does not need are saved for later ones, and what
/// cannot be saved is stuffed. Frames of a variable bitrate get the largest whose spare bits can all be saved: so nothing is
/// stuffed, and the stream comes to what its main data need.
struct BitReservoir {
  /// Bits of a frame that a decoder must be able to hold: LAME's widest setting.
  private static let bufferLimit = 15_360
  /// What LAME writes into stuffing first.
  private static let name = Array("LAME".utf8)
  /// Bits that `main_data_begin` can reach back.
  private static let reachLimit = 4_088

  private let isUsed: Bool
  private let isVariable: Bool
  private let version: [UInt8]
  /// Bits saved.
  private var saved = 0
  /// Bytes that the next frame's main data start before its own place.
  private var mainDataBegin = 0
  /// The bit that stuffing goes on with; it alternates over the whole stream.
  private var stuffing = false
  /// Main data that have no place in a frame yet.
  private var mainData: [UInt8] = []
  private var placed = 0
  /// Heads of frames that are not complete, and the bytes behind each.
  private var heads: [(bytes: [UInt8], room: Int)] = []

  /// - Parameters:
  ///   - isUsed: Whether frames may borrow from those before them.
  ///   - isVariable: Whether frames may be given other bitrates than their encoder gave them.
  ///   - encoderVersion: What LAME writes into stuffing after its name.
  init(isUsed: Bool, isVariable: Bool = false, encoderVersion: String) {
    self.isUsed = isUsed
    self.isVariable = isVariable
    version = Array(encoderVersion.utf8)
  }

  /// Appends a frame, and to `bytes` those frames that are complete now.
  ///
  /// - Returns: The frame's bitrate in kbit/s; `nil` if it does not fit, or does not start where its encoder thought that it
  ///   would.
  mutating func append(_ frame: LayerThreeFrame, into bytes: inout [UInt8]) -> Int? {
    let frame = isVariable ? repacked(frame) : frame
    let length = 8 * frame.length
    let mean = length - 8 * LayerThreeFrame.headLength
    let mostSaved = isUsed ? max(min(Self.bufferLimit - length, Self.reachLimit), 0) : 0
    guard frame.bitCount <= mean + min(saved, mostSaved) else { return nil }
    saved += mean - frame.bitCount
    var stuffed = saved % 8
    stuffed += max(saved - stuffed - mostSaved, 0)
    saved -= stuffed
    // What is too old to be kept goes before the frame.
    let early = min(8 * mainDataBegin, stuffed) / 8
    stuff(8 * early)
    mainDataBegin -= early
    stuffed -= 8 * early
    guard isVariable || mainDataBegin == frame.mainDataBegin else { return nil }
    heads.append((frame.completeHead(mainDataBegin: mainDataBegin), length / 8 - LayerThreeFrame.headLength))
    mainData += frame.mainData
    stuff(stuffed, after: frame.bitCount % 8)
    mainDataBegin += (mean - frame.bitCount - stuffed) / 8
    complete(into: &bytes)
    return frame.kilobitsPerSecond
  }

  /// The frame with the bitrate that suits the reservoir best.
  private func repacked(_ frame: LayerThreeFrame) -> LayerThreeFrame {
    let choices = LayerThreeFrame.bitrateIndices.map(frame.withBitrate)
    func spare(_ choice: LayerThreeFrame) -> Int {
      saved + 8 * (choice.length - LayerThreeFrame.headLength) - frame.bitCount
    }
    guard let smallest = choices.firstIndex(where: { spare($0) >= 0 }) else { return frame }
    // Silence is as small as can be.
    guard frame.bitCount > 0 else { return choices[smallest] }
    let largest = choices.lastIndex { spare($0) - spare($0) % 8 <= Self.reachLimit } ?? smallest
    return choices[max(smallest, largest)]
  }

  /// Fills the last frames.
  mutating func finish(into bytes: inout [UInt8]) {
    let room = heads.reduce(0) { $0 + $1.room }
    stuff(8 * (room - (mainData.count - placed)))
    complete(into: &bytes)
  }

  private mutating func complete(into bytes: inout [UInt8]) {
    var count = 0
    for head in heads {
      guard mainData.count - placed >= head.room else { break }
      bytes += head.bytes
      bytes += mainData[placed..<placed + head.room]
      placed += head.room
      count += 1
    }
    heads.removeFirst(count)
    if placed > 1 << 16 {
      mainData.removeFirst(placed)
      placed = 0
    }
  }

  /// Appends stuffing: the encoder's name where there is room, then alternating bits.
  ///
  /// - Parameter used: Bits of the last byte that are taken; 0 if it is full.
  private mutating func stuff(_ count: Int, after used: Int = 0) {
    var left = count
    func put(_ bits: UInt8, _ data: inout [UInt8]) {
      if used > 0 { data[data.count - 1] |= bits >> UInt8(used) }
      data.append(bits << UInt8((8 - used) % 8))
      left -= 8
    }
    for letter in Self.name where left >= 8 { put(letter, &mainData) }
    if left >= 32 {
      for letter in version where left >= 8 { put(letter, &mainData) }
    }
    // Eight of them leave the next one as the first was.
    let pattern: UInt8 = isUsed ? (stuffing ? 0xAA : 0x55) : (stuffing ? 0xFF : 0)
    while left >= 8 { put(pattern, &mainData) }
    guard left > 0 else { return }
    let rest = pattern & ~(0xFF >> UInt8(left))
    if used > 0 { mainData[mainData.count - 1] |= rest >> UInt8(used) }
    if used == 0 || used + left > 8 { mainData.append(rest << UInt8((8 - used) % 8)) }
    if isUsed && !left.isMultiple(of: 2) { stuffing.toggle() }
  }
}
