/// What a command reads.
struct JobSources {
  var song: PathArgument
  var beats: PathArgument?
  /// Beats that stand in a recipe, in place of a file.
  var beatsText: String?
  /// A folder.
  var samples: PathArgument?
  var recipe: PathArgument?

  /// The files among them, with what they are.
  var files: [(path: PathArgument, name: String)] {
    [(song, "song"), (beats, "file of beats"), (recipe, "recipe")].compactMap { path, name in
      path.map { ($0, name) }
    }
  }
}
