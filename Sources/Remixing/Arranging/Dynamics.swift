/// How the level of the song's cells is treated.
enum Dynamics {
  /// As in the song, bass and all, from a passage of the given level.
  case natural(level: Float)
  /// Half way (in decibels) to one level of what lies above the bass.
  case even
}
