/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expect.h: what a scenario must show, section [expect] of the INI.
 *
 *   N      exactly        N-M    from N to M        N+     at least N        any    whatever
 *
 * A run with expectations is well when every one is met, and nothing else was found wrong; so a
 * negative control says `lost = 1+`, and is wrong when nothing is lost.
 */
#ifndef TWINACK_EXPECT_H
#define TWINACK_EXPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct replay_result;

struct expect_range {
  bool wanted; /* false: any */
  uint64_t min, max;
};

/* What can be expected: name, and its value from `r`. Key, printing and check come from here. */
#define EXPECT_SUM(member) ((uint64_t)r->counters.member[0] + r->counters.member[1])
#define EXPECT_SUM_C(member) (r->counters.controller[0].member + r->counters.controller[1].member)
#define EXPECT_US(ps) (((ps) + 999999) / 1000000)
#define EXPECT_NUMBERS(X)                                                              \
  X(lost, r->oracle.lost)                                                              \
  X(torn, r->oracle.torn)                                                              \
  X(misplaced, r->oracle.misplaced)                                                    \
  X(alien, r->oracle.alien)                                                            \
  X(failed, r->failed)                                                                 \
  X(unreadable, r->unreadable)                                                         \
  X(blocked, r->blocked)                                                               \
  X(faults, r->faults)                                                                 \
  X(takeovers, r->counters.takeovers)                                                  \
  X(degrades, r->counters.degrades)                                                    \
  X(resyncs, r->counters.resyncs)                                                      \
  X(failbacks, r->counters.failbacks)                                                  \
  X(moves, r->counters.moves)                                                          \
  X(adopted, r->counters.adopted)                                                      \
  X(retries, r->counters.retries)                                                      \
  X(failovers, r->counters.failovers)                                                  \
  X(switchovers, r->counters.switchovers)                                              \
  X(present_at_fault, r->counters.present_faults)                                      \
  X(takeover_us, EXPECT_US(r->counters.takeover_ps[0]))                                \
  X(exposed_us, EXPECT_US(r->counters.exposed_ps))                                     \
  X(unserved_us, EXPECT_US(r->counters.unserved_ps))                                   \
  X(mirror_frames, EXPECT_SUM_C(mirror_frames))                                        \
  X(mirror_lost, EXPECT_SUM_C(mirror_lost))                                            \
  X(fifo_max, r->counters.fifo_max[r->counters.fifo_max[1] > r->counters.fifo_max[0]]) \
  X(fifo_corrected, EXPECT_SUM(fifo_corrected))                                        \
  X(fifo_uncorrectable, EXPECT_SUM(fifo_uncorrectable))                                \
  X(cache_corrected, EXPECT_SUM(cache_corrected))                                      \
  X(cache_uncorrectable, EXPECT_SUM(cache_uncorrectable))                              \
  X(rescued, EXPECT_SUM_C(rescued))                                                    \
  X(spindles, r->counters.disk.spindles)                                               \
  X(disk_errors, r->counters.disk.errors)                                              \
  X(other_copy, r->counters.disk.other_copy)                                           \
  X(mended, r->counters.disk.mended)                                                   \
  X(taken_out, r->counters.disk.taken_out)                                             \
  X(rebuilt, r->counters.disk.rebuilt)

/* At the end of the run; in this order: */
#define EXPECT_STATES "any|down|joining|paired|alone"
enum expect_state { EXPECT_ANY, EXPECT_DOWN, EXPECT_JOINING, EXPECT_PAIRED, EXPECT_ALONE };

#define EXPECT_MEMBER(name, value) struct expect_range name;
struct expect {
  EXPECT_NUMBERS(EXPECT_MEMBER)
  unsigned state[2]; /* enum expect_state of A and of B */
};
#undef EXPECT_MEMBER

/* "any" is nothing expected. False when it is none of the forms above. */
bool expect_parse(const char *text, struct expect_range *out);
/* As expect_parse() reads it. */
void expect_print(const struct expect_range *range, char *out, size_t size);

/* Is anything expected at all? */
bool expect_wanted(const struct expect *e);
/* Is nothing wrong but what is expected? True; or false with one line in why: the first key with
 * what was expected and what was seen, or what else was found. */
bool expect_met(const struct expect *e, const struct replay_result *r, char *why, size_t why_size);

const char *expect_state_name(unsigned state);

#endif
