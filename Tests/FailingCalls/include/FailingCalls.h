// Loaded in front of the C library (LD_PRELOAD), this makes one of its calls fail, in whatever process of the tree the time has come.
//
// FAILING_CALLS is CALL:FIRST:TIMES:ERRNO:FILE. The calls of that name are counted over all processes; from the call of number FIRST
// (from 0) on, TIMES of them fail with ERRNO. FILE, of at least 16 bytes, tells two 64-bit numbers afterwards: the calls and the failures.
#pragma once
