#pragma once

#include <stddef.h>

/// The trained weights of the beat network: 16-bit floats, little-endian, in the order in which `BeatNetwork` reads them.
const unsigned char *beat_weights(void);

/// How many bytes `beat_weights` has.
size_t beat_weights_size(void);
