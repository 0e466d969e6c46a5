import AudioFiles
import BeatTracking
import Foundation
import RemixJobs
import Remixing
import Styles
import Testing

struct RecipeTests {
  private let text = """
    {
      "formatVersion" : 1,
      "hints" : {
        "beats" : "0.1\\n0.6\\n",
        "downbeatOffset" : -1,
        "isTempoExact" : true,
        "key" : "F# minor",
        "tempo" : 174.5,
        "usesNetwork" : false
      },
      "output" : {
        "kind" : "mp3",
        "mp3" : {
          "effort" : 5,
          "mode" : {
            "variable" : {
              "quality" : 2
            }
          },
          "usesBitReservoir" : true
        },
        "sha256" : "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
      },
      "programVersion" : "1.2.3",
      "remix" : {
        "length" : "seconds",
        "lengthSeconds" : 95.5,
        "seed" : 18446744073709551615,
        "targetBeatsPerMinute" : 128,
        "targetLoudnessLUFS" : -13.7,
        "truePeakCeilingDB" : -1,
        "wub" : 0.25
      },
      "samples" : {
        "files" : [
          {
            "name" : "kick.wav",
            "sha256" : "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
          }
        ],
        "path" : "/samples"
      },
      "song" : {
        "fallbackTitle" : "a song",
        "path" : "/music/a \\"song\\"\\n.flac",
        "sha256" : "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
      },
      "style" : {
        "base" : {
          "name" : "dubstep",
          "text" : "tempo: 140\\n"
        },
        "name" : "mine",
        "text" : "extends: dubstep\\n"
      }
    }

    """

  private func recipe() throws -> Recipe { try Recipe(json: Array(text.utf8)) }

  @Test func `a recipe is written as it was read`() throws {
    #expect(String(decoding: try recipe().json(), as: UTF8.self) == text)
  }

  @Test func `a recipe asks for what it was written for`() throws {
    let recipe = try recipe()
    var request = JobRequest(products: [.remix(recipe.format)])
    recipe.apply(to: &request, style: .standard)
    #expect(request.remix.seed == .max && request.remix.targetLoudnessLUFS == -13.7)
    #expect(request.remix.length == .seconds(95.5) && request.remix.targetBeatsPerMinute == 128)
    #expect(request.remix.wub == 0.25 && request.remix.previewSeconds == nil && request.remix.style == .standard)
    #expect(request.hints.tempo == .exactly(174.5) && request.hints.downbeatOffset == -1 && !request.hints.usesNetwork)
    #expect(request.hints.key?.description == "F# minor")
    #expect(request.styleText == "extends: dubstep\n" && request.fallbackTitle == "a song")
    #expect(request.styleBase == BaseStyle(name: "dubstep", text: "tempo: 140\n"))
    #expect(recipe.format == .mp3(MP3Settings(mode: .variable(quality: 2), effort: 5)))
  }

  @Test(arguments: [
    ("", RecipeError.notARecipe), ("{", .notARecipe), ("[]", .notARecipe), ("null", .notARecipe), ("{}{}", .notARecipe),
    (#"{"formatVersion": 2}"#, .unknownFormat(2)),
    (#"{"format": 1}"#, .missing("formatVersion")), (#"{"formatVersion": 1}"#, .missing("programVersion")),
    (#"{"formatVersion": 1, "programVersion": "x", "song": {}}"#, .missing("song.sha256")),
    (
      #"{"formatVersion": 1, "programVersion": "x", "song": {"sha256": 4}}"#,
      .wrongKind("song.sha256", expected: "text")
    ),
  ])
  func `what is no recipe is refused with the reason`(_ text: String, _ error: RecipeError) {
    #expect(throws: error) { try Recipe(json: Array(text.utf8)) }
  }

  @Test(arguments: [
    (#""seed" : 18446744073709551615"#, #""seed" : -1"#, RecipeError.numberOutOfRange),
    (#""effort" : 5"#, #""effort" : 1e999"#, .numberOutOfRange),
    (#""seed" : 18446744073709551615"#, #""seed" : "x""#, .wrongKind("remix.seed", expected: "a whole number")),
    (
      #""kind" : "mp3""#, #""kind" : "aac""#,
      .unusable("output.kind", reason: "it is none of the values that are known")
    ),
    (#""tempo" : 174.5"#, #""tempo" : 1e300"#, .unusable("hints.tempo", reason: "1e+300 is not from 20.0 to 400.0")),
    (#""key" : "F# minor""#, #""key" : "H""#, .unusable("hints.key", reason: "there is no such key")),
    (
      #""downbeatOffset" : -1"#, #""downbeatOffset" : 9000"#,
      .unusable("hints.downbeatOffset", reason: "9000 is not from -64 to 64")
    ),
    (#""lengthSeconds" : 95.5,"#, "", .missing("remix.lengthSeconds")),
    (#""wub" : 0.25"#, #""wub" : 2"#, .unusable("remix.wub", reason: "2.0 is not from 0.0 to 1.0")),
    (
      #""sha256" : "fedc"#, #""sha256" : "FEDC"#,
      .unusable("output.sha256", reason: "it is not a SHA-256 of 64 hexadecimal digits")
    ),
    (#""text" : "tempo: 140\n""#, #""texts" : """#, .missing("style.base.text")),
    (#""name" : "kick.wav""#, #""title" : "kick.wav""#, .missing("samples.files[0].name")),
  ])
  func `a recipe that somebody changed is refused with the key`(_ old: String, _ new: String, _ error: RecipeError) {
    #expect(text.contains(old))
    #expect(throws: error) { try Recipe(json: Array(text.replacingOccurrences(of: old, with: new).utf8)) }
  }

  @Test func `no depth of nesting brings the reader down`() {
    let text = String(repeating: "[", count: 100_000)
    #expect(throws: RecipeError.notARecipe) { try Recipe(json: Array(text.utf8)) }
  }

  @Test func `a recipe beyond any size is refused unread`() {
    #expect(throws: RecipeError.tooLarge) { try Recipe(json: [UInt8](repeating: 0x20, count: Recipe.byteLimit + 1)) }
  }

  @Test func `a recipe from before results were compared is still followed`() throws {
    let line = #""sha256" : "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210""#
    let older = text.replacingOccurrences(of: "    },\n    \(line)\n", with: "    }\n")
    #expect(older != text)
    #expect(try Recipe(json: Array(older.utf8)).output.sha256 == nil)
  }
}
