/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model.h: the Verilated model behind a C interface; the only door to C++.
 *
 * Ports are pointers into the model: write inputs, model_eval, read outputs. Owned by the model.
 * Seeds and crossing delays are fixed at model_new. Errors: NULL or -1.
 */
#ifndef TWINACK_MODEL_H
#define TWINACK_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model_firmware.h"
#include "model_ports.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MODEL_FIELD(type, name) type *name;
struct model_host {
  MODEL_HOST_PORTS(MODEL_FIELD)
};
struct model_side {
  struct model_host host;
  MODEL_SIDE_PORTS(MODEL_FIELD)
  MODEL_SIDE_WIDE_PORTS(MODEL_FIELD)
};
struct model {
  MODEL_COMMON_PORTS(MODEL_FIELD)
  struct model_side side[2];
  struct model_host host;            /* of the host switch */
  struct model_firmware firmware[2]; /* for waveforms alone */
  void *impl;
};
#undef MODEL_FIELD

/* crossing_seed 0: no random delay in clock-crossing cells. */
struct model *model_new(uint32_t crossing_seed);
void model_delete(struct model *m);
void model_eval(struct model *m);
/* Every clock falls, without an evaluation: nothing in the RTL acts on a falling edge. Not with a
 * waveform open, which would not show it. */
void model_fall(struct model *m);
/* Failed RTL assertions since model_new. */
unsigned model_assertions_failed(const struct model *m);
/* FST waveform, builds with tracing only: call model_trace_dump after each eval, time in ps. It
 * shows m->firmware as signals, too. */
bool model_can_trace(void);
int model_trace_open(struct model *m, const char *path);
void model_trace_dump(struct model *m, uint64_t time_ps);
void model_trace_close(struct model *m);

/* Snapshots: the model's whole state, failed assertions included, into a buffer of
 * model_state_size() bytes and back into the same model. Not with a waveform open. */
size_t model_state_size(const struct model *m);
void model_save(const struct model *m, void *to);
void model_restore(struct model *m, const void *from);
/* Comparable among the states of one model. */
uint64_t model_hash(const struct model *m);

/* The storage itself: what power loss scrambles, and what a check reads without time. Code words
 * are data bits and check bits (Hamming bits below one of overall parity), in two arrays. */
enum model_memory {
  MODEL_CACHE_A_LOCAL,
  MODEL_CACHE_A_MIRROR,
  MODEL_CACHE_B_LOCAL,
  MODEL_CACHE_B_MIRROR,
  MODEL_FIFO_AB,
  MODEL_FIFO_BA,
  MODEL_MEMORIES
};
struct model_words {
  void *data; /* the model's; word i is at data + i * data_bytes, lowest bits first */
  uint8_t *check;
  unsigned words, data_bytes, data_bits, check_bits;
};
void model_memory(struct model *m, enum model_memory which, struct model_words *out);
/* Words of the mirror FIFO that this controller (0 A, 1 B) writes which the drain has not read, and
 * the one written last. */
struct model_fifo {
  unsigned first, count, last;
};
void model_fifo(const struct model *m, unsigned owner, struct model_fifo *out);
/* Is the word that this controller's mirror FIFO took last of a frame that is still under way? */
bool model_writing(const struct model *m, unsigned side);

#ifdef __cplusplus
}
#endif

#endif
