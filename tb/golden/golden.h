/* SPDX-License-Identifier: Apache-2.0 */
/*
 * golden.h: cycle models of RTL modules in C, and the golden vectors that the generator makes with
 * them. A model is written from its module's contract and never looks at the RTL's results.
 *
 * A model's file, model_MODULE.c, lists the module's ports in order, inputs first, and makes of the
 * list a struct pins and a table of it:
 *
 *   #define PORTS(PIN, WIDE) PIN(in, rst_n, 1) WIDE(in, rec, 128) PIN(out, count, 3)
 *   GOLDEN_PINS(PORTS)
 *
 * PIN is a uint64_t, at most 64 bits wide; WIDE an array of them, low word first. Clocks are not
 * pins. A step: inputs change and settle, resets and all that needs no clock take effect, outputs
 * are compared, and then some of the clocks rise, at once.
 */
#ifndef TWINACK_GOLDEN_H
#define TWINACK_GOLDEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rng.h"

enum golden_direction { golden_in, golden_out };

struct golden_port {
  const char *name;
  enum golden_direction direction;
  unsigned width; /* bits */
};

#define GOLDEN_FIELD(direction, name, width) uint64_t name;
#define GOLDEN_WIDE_FIELD(direction, name, width) uint64_t name[((width) + 63) / 64];
#define GOLDEN_PORT(direction, name, width) {#name, golden_##direction, width},
#define GOLDEN_PINS(PORTS)                 \
  struct pins {                            \
    PORTS(GOLDEN_FIELD, GOLDEN_WIDE_FIELD) \
  };                                       \
  static const struct golden_port ports[] = {PORTS(GOLDEN_PORT, GOLDEN_PORT)};
/* Defines golden_MODULE with the file's functions outputs() and drive(); the rest is named. */
#define GOLDEN_MODEL(name, ...)                                                          \
  const struct golden_model golden_##name = {.module = #name,                            \
                                             .file = __FILE__,                           \
                                             .ports = ports,                             \
                                             .port_count = sizeof ports / sizeof *ports, \
                                             .pins_size = sizeof(struct pins),           \
                                             .outputs = outputs,                         \
                                             .drive = drive,                             \
                                             __VA_ARGS__}

struct golden;

struct golden_model {
  const char *module;     /* of the RTL */
  const char *parameters; /* NAME=VALUE words */
  const char *clocks;     /* names, bit 0 of a set first; "" for a combinational module */
  const char *file;
  unsigned version; /* of the model: counts up with every change of what it makes */
  uint64_t seed;
  const struct golden_port *ports;
  unsigned port_count;
  size_t pins_size, state_size;
  /* Outputs from state and inputs; before that, what happens without a clock. */
  void (*outputs)(struct golden *g);
  /* The state after the clocks of g->clocks have risen; pins are as outputs() left them. NULL for a
   * combinational module. */
  void (*edge)(struct golden *g);
  /* The stimulus: sets inputs and calls golden_step. Pins and state are 0 at its start. */
  void (*drive)(struct golden *g);
};

struct golden {
  const struct golden_model *model;
  void *pins;      /* the model's struct pins */
  void *state;     /* what state_size asked for */
  unsigned clocks; /* that rise: bit i for the i-th */
  struct rng rng;  /* of the model's seed */
  struct golden_writer *writer;
};

/* One step: one line of the file, and the clocks of this set rise. */
void golden_step(struct golden *g, unsigned clocks);
/* Within outputs(): the contract says nothing of this output now, so it is not compared. */
void golden_unknown(struct golden *g, const uint64_t *pin);

/* Random numbers for a drive(). One a statement: C does not say which of two comes first. */
static inline bool golden_chance(struct golden *g, unsigned percent) {
  return rng_below(&g->rng, 100) < percent;
}
static inline uint64_t golden_below(struct golden *g, uint64_t n) {
  return rng_below(&g->rng, n);
}
static inline uint64_t golden_bits(struct golden *g, unsigned width) {
  return rng_next(&g->rng) >> (64 - width);
}

#endif
