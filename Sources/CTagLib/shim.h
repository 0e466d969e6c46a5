#pragma once
// TagLib is C++: only the CTagReader shim includes its headers. This module carries its link flags.
