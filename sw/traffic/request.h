/* SPDX-License-Identifier: Apache-2.0 */
/*
 * request.h: one host request, as trace readers and generators give it.
 */
#ifndef TWINACK_REQUEST_H
#define TWINACK_REQUEST_H

#include <stdint.h>

enum request_op { REQUEST_WRITE, REQUEST_READ, REQUEST_FLUSH };

struct request {
  uint64_t time_ns; /* since the first request; never decreases */
  enum request_op op;
  uint32_t device; /* dense, numbered by first appearance; the volume is device % 4 */
  uint64_t lba;    /* 512-byte block within the device */
  uint64_t blocks; /* 0 for a flush, else >= 1; may exceed one command: the replayer splits */
};

#endif
