/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signatures: one line a run of the whole system, in one power topology: seeds 1 to SEEDS in modes
 * early, sync and through, with random traffic on both volumes.
 *
 * Usage: signatures peer|third|battery
 * A line is "seed topology mode acks frames writes cycles digest": the digest is 64-bit FNV-1a of
 * every ack, committed frame and disk write with its cycle, in order; frames are those that the
 * peer's firmware was told of, cycles those of controller A. The oracle judges every read and, at
 * the end, every block on the disks; a run that it finds wrong, or in which an RTL assertion fails,
 * ends the program.
 * Exit status: 0 done, 2 bad usage, another one for a run that is wrong (cmocka's).
 */
#include <inttypes.h>
#include <string.h>

#include "managed.h"
#include "observe.h"

enum { SEEDS = 20, COMMANDS = 40 };

struct signature {
  uint64_t digest, count[3]; /* by enum csim_seen_kind */
};

static void mix(struct signature *s, const void *data, size_t size) {
  const uint8_t *p = data;
  for (size_t i = 0; i < size; i++) s->digest = (s->digest ^ p[i]) * UINT64_C(0x100000001b3);
}

static void mix_number(struct signature *s, uint64_t n) {
  uint8_t bytes[8];
  for (unsigned i = 0; i < sizeof bytes; i++) bytes[i] = (uint8_t)(n >> 8 * i);
  mix(s, bytes, sizeof bytes);
}

static void see(void *user, const struct csim_seen *seen) {
  struct signature *s = user;
  if (seen->kind > CSIM_SEEN_WRITE) return;
  s->count[seen->kind]++;
  mix_number(s, (uint64_t)seen->kind << 8 | (uint64_t)seen->side);
  mix_number(s, seen->cycle);
  mix_number(s, seen->word[0]);
  mix_number(s, seen->word[1]);
  if (seen->block != NULL) mix(s, seen->block, ORACLE_BLOCK);
}

static struct signature run(struct system *t, unsigned topology, unsigned mode, uint64_t seed,
                            uint64_t *cycles) {
  static const struct mix habits = {
      .span = 64, .max_blocks = 12, .reads = 25, .flushes = 4, .depth = {16, 8}};
  struct signature s = {.digest = UINT64_C(0xcbf29ce484222325)};
  struct csim_config cfg;
  managed_config(&cfg, mode, topology, seed);
  cfg.random_phase = true;
  cfg.jitter_ps = 200;
  system_open(t, &cfg);
  csim_observe(t->sim, see, &s);
  system_traffic(t, &habits, COMMANDS);
  managed_drain(t);
  *cycles = system_counters(t).cycles[CSIM_A];
  managed_close(t);
  return s;
}

int main(int argc, char **argv) {
  static const char *const topologies[] = {"peer", "third", "battery"};
  static const char *const modes[] = {"early", "sync", "through"};
  unsigned topology = 0;
  while (topology < 3 && (argc != 2 || strcmp(argv[1], topologies[topology]) != 0)) topology++;
  if (topology == 3) {
    fprintf(stderr, "signatures: %s, expected peer, third or battery\n",
            argc == 2 ? argv[1] : "no topology");
    return 2;
  }
  void *state = NULL;
  if (system_setup(&state) != 0) return 1;
  for (unsigned mode = 0; mode < 3; mode++)
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
      uint64_t cycles;
      struct signature s = run(state, topology, mode, seed, &cycles);
      printf("%" PRIu64 " %s %s %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %016" PRIx64 "\n",
             seed, topologies[topology], modes[mode], s.count[CSIM_SEEN_ACK],
             s.count[CSIM_SEEN_FRAME], s.count[CSIM_SEEN_WRITE], cycles, s.digest);
      fflush(stdout);
    }
  return system_teardown(&state);
}
