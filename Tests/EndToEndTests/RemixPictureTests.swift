import Foundation
import Testing

@Suite(.serialized)
struct RemixPictureTests {
  @Test func `the picture of a remix is a PNG, and the same for any number of workers`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    for jobs in ["1", "2"] {
      let run = try Program.run(
        [song, "-o", folder.path("a.mp3"), "--plot", folder.path("\(jobs).png"), "-q", "-j", jobs, "-y"], in: folder)
      #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    }
    let pictures = try ["1", "2"].map { try Data(contentsOf: URL(fileURLWithPath: folder.path("\($0).png"))) }
    #expect(pictures[0].starts(with: [0x89, 0x50, 0x4E, 0x47]) && (pictures[0] == pictures[1]) == true)
    #expect(folder.names == ["1.png", "2.png", "a.mp3", "clicks.wav"])
  }

  @Test func `a picture that cannot be written leaves no remix`() throws {
    let folder = try TemporaryFolder()
    let song = try Songs.clicks(in: folder)
    for (options, status) in [
      (["--plot", folder.path("a.jpg")], Int32(64)), (["--plot", folder.path("none/a.png")], 73),
      (["--plot", song, "-y"], 64), (["--plot", "/dev/full"], 74),
    ] {
      let run = try Program.run([song, "-o", folder.path("a.mp3"), "-q"] + options, in: folder)
      #expect(run.status == status, "\(run.errors)")
    }
    #expect(folder.names == ["clicks.wav"])
  }
}
