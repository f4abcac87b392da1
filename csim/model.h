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
#include <stdint.h>

#include "model_ports.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MODEL_FIELD(type, name) type *name;
struct model_side {
  MODEL_SIDE_PORTS(MODEL_FIELD)
  MODEL_SIDE_WIDE_PORTS(MODEL_FIELD)
};
struct model {
  MODEL_COMMON_PORTS(MODEL_FIELD)
  struct model_side side[2];
  void *impl;
};
#undef MODEL_FIELD

/* crossing_seed 0: no random delay in clock-crossing cells. */
struct model *model_new(uint32_t crossing_seed);
void model_delete(struct model *m);
void model_eval(struct model *m);
/* Failed RTL assertions since model_new. */
unsigned model_assertions_failed(const struct model *m);
/* FST waveform, builds with tracing only: call model_trace_dump after each eval, time in ps. */
bool model_can_trace(void);
int model_trace_open(struct model *m, const char *path);
void model_trace_dump(struct model *m, uint64_t time_ps);
void model_trace_close(struct model *m);
#ifdef __cplusplus
}
#endif

#endif
