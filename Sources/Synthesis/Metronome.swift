package import Audio
import Glibc

/// Clicks on the beats of a song, higher and louder ones on its downbeats.
///
/// A click starts at its loudest on the very sample of its beat. What is added to a range of the song depends on nothing
/// but the range.
package struct Metronome: Sendable {
  private struct Click {
    /// Of the song.
    let sampleIndex: Int
    let isDownbeat: Bool
  }

  private let clicks: [Click]
  private let beatSound: [Float]
  private let downbeatSound: [Float]

  /// In hertz; an ear tells them apart at once, and music leaves both some room.
  private static let beatFrequency = 1_100.0
  private static let downbeatFrequency = 2_200.0
  private static let clickSeconds = 0.03
  /// How much quieter the click of a plain beat is than that of a downbeat.
  private static let beatGain = 0.55

  /// - Parameters:
  ///   - beats: In seconds, rising.
  ///   - downbeats: Those of the beats that open a bar.
  ///   - peak: The largest sample of a downbeat's click.
  package init(beats: [Double], downbeats: [Double], peak: Double) {
    let accents = Set(downbeats.map(WorkingFormat.sampleIndex(atSeconds:)))
    clicks = beats.map { beat in
      let sampleIndex = WorkingFormat.sampleIndex(atSeconds: beat)
      return Click(sampleIndex: sampleIndex, isDownbeat: accents.contains(sampleIndex))
    }
    beatSound = Self.sound(frequency: Self.beatFrequency, peak: peak * Self.beatGain)
    downbeatSound = Self.sound(frequency: Self.downbeatFrequency, peak: peak)
  }

  /// Adds the clicks to `samples`, which are the song's from `start` on.
  package func add(to samples: inout MutableStereoSpan, from start: Int) {
    let end = start + samples.left.count
    var index = firstClick(endingAfter: start)
    while index < clicks.count, clicks[index].sampleIndex < end {
      let sound = clicks[index].isDownbeat ? downbeatSound : beatSound
      let first = clicks[index].sampleIndex
      for sampleIndex in max(first, start)..<max(min(first + sound.count, end), max(first, start)) {
        samples.left[sampleIndex - start] += sound[sampleIndex - first]
        samples.right[sampleIndex - start] += sound[sampleIndex - first]
      }
      index += 1
    }
  }

  /// The first click that still sounds at `start` or later.
  private func firstClick(endingAfter start: Int) -> Int {
    var (low, high) = (0, clicks.count)
    while low < high {
      let middle = (low + high) / 2
      if clicks[middle].sampleIndex + beatSound.count > start { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// A tone that dies away by 60 dB.
  private static func sound(frequency: Double, peak: Double) -> [Float] {
    let count = Int(clickSeconds * Double(WorkingFormat.sampleRate))
    return (0..<count).map { index in
      let seconds = WorkingFormat.seconds(ofSamples: index)
      let fade = exp(-6.9 * seconds / clickSeconds)
      return Float(peak * fade * cos(2 * .pi * frequency * seconds))
    }
  }
}
