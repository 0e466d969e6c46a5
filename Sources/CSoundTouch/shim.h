#pragma once
#include <SoundTouchDLL.h>
