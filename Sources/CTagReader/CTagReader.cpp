#include "CTagReader.h"
