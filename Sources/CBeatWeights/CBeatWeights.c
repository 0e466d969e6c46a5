#include "CBeatWeights.h"

// Written by scripts/train.
static const unsigned char weights[] = {
#embed "beat-weights.bin"
};

const unsigned char *beat_weights(void) { return weights; }

size_t beat_weights_size(void) { return sizeof weights; }
