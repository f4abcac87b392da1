/* SPDX-License-Identifier: Apache-2.0 */
#include "replay.h"

#include <err.h>
#include <inttypes.h>
#include <string.h>

#include "replay_faults.h"
#include "replay_host.h"
#include "silence.h"
#include "twk_layout.h"

#define VOLUMES TWK_VOLUMES
#define PS_PER_MS 1e9
#define IDLE_STEP_PS 1000000

/* A waveform of a part of the run. */
struct tape {
  const char *path; /* NULL: none, or no longer */
  uint64_t from_ps, to_ps;
  bool open, failed;
};

struct replay {
  const struct replay_options *o;
  struct replay_result *result;
  struct csim *csim;
  struct oracle *oracle;
  struct replay_host *host;
  struct source *source;
  struct replay_faults faults;
  struct arrival next;
  bool has_next, closed;
  uint64_t now_ps; /* between the edges of the clocks, too */
  uint64_t start_ps;
  uint64_t stop_ps; /* nothing is wanted of what comes later; UINT64_MAX: all is */
  struct silence silence;
  struct moments_watch watch;
  struct tape tape;
};

static bool replay_open(struct replay *r, const struct replay_options *o,
                        struct replay_result *result) {
  struct csim_config cfg;

  memset(result, 0, sizeof *result);
  *r = (struct replay){.o = o, .result = result, .stop_ps = UINT64_MAX};
  config_csim(o->cfg, o->mode, &cfg);
  r->csim = csim_create(&cfg, result->finding, sizeof result->finding);
  if (!r->csim) {
    result->outcome = REPLAY_BAD_CONFIG;
    return false;
  }
  r->oracle = oracle_new(cfg.seed);
  r->host = replay_host_new(o->cfg, r->csim, r->oracle, result);
  r->source = source_open(o->cfg, o->trace);
  if (!r->source) errx(1, "out of memory");
  r->has_next = source_next(r->source, &r->next);
  r->closed = config_closed(o->cfg);
  r->start_ps = r->now_ps = result->simulated_ps = csim_now_ps(r->csim);
  moments_watch(&r->watch, r->csim, &result->moments);
  silence_init(&r->silence, &cfg, r->start_ps);
  replay_faults_init(&r->faults, &cfg, r->start_ps, r->silence.limit_ps);
  result->fifo_limit = cfg.fifo_limit;
  return true;
}

static void replay_close(struct replay *r) {
  source_close(r->source);
  replay_host_free(r->host);
  if (r->oracle) oracle_free(r->oracle);
  csim_destroy(r->csim);
}

static void admit(struct replay *r) {
  unsigned depth = config_depth(r->o->cfg);

  while (r->has_next) {
    if (r->closed && !replay_host_has_room(r->host, &r->next.request, depth)) return;
    if (!r->closed && r->start_ps + r->next.due_ps > r->now_ps) return;
    replay_host_arrive(r->host, &r->next.request,
                       r->closed ? r->now_ps : r->start_ps + r->next.due_ps);
    if (r->closed) replay_host_post(r->host); /* room is what the queue has left after it */
    r->has_next = source_next(r->source, &r->next);
  }
}

static uint64_t disk_ops(const struct replay *r) {
  struct csim_counters c;

  csim_counters(r->csim, &c);
  return c.disk.reads + c.disk.writes;
}

static void answered(struct replay *r) {
  silence_answered(&r->silence, r->now_ps);
}

/* What waits for a fault to pass is not stuck. */
static bool stuck(struct replay *r) {
  if (replay_faults_pending(&r->faults, r->csim, r->now_ps)) answered(r);
  if (r->now_ps < silence_end_ps(&r->silence)) return false;
  return silence_stuck(&r->silence, r->now_ps, disk_ops(r));
}

/* Only commands of blocked volumes are left: no fault of those who serve the others. */
static bool blocked(const struct replay *r) {
  unsigned mask = replay_faults_blocked(&r->faults, r->csim);

  for (unsigned v = 0; v < VOLUMES; v++)
    if (!(mask >> v & 1) && csim_outstanding(r->csim, v)) return false;
  return mask != 0;
}

static bool declare_stuck(struct replay *r, const char *where) {
  struct replay_result *out = r->result;

  out->outcome = REPLAY_STUCK;
  if (out->found_ps == 0) out->found_ps = r->silence.moved_ps; /* what follows is silence */
  snprintf(out->finding, sizeof out->finding,
           "deadlock %s: %" PRIu64
           " requests open, %u and %u commands outstanding, no answer "
           "for more than %.3f ms at %.3f ms",
           where, replay_host_open(r->host), csim_outstanding(r->csim, 0),
           csim_outstanding(r->csim, 1), (double)r->silence.limit_ps / PS_PER_MS,
           (double)r->now_ps / PS_PER_MS);
  return false;
}

static uint64_t wake_ps(const struct replay *r) {
  uint64_t until = UINT64_MAX;

  if (r->has_next && !r->closed) until = r->start_ps + r->next.due_ps;
  if (replay_host_open(r->host) > 0 && silence_end_ps(&r->silence) < until)
    until = silence_end_ps(&r->silence);
  return until < r->stop_ps ? until : r->stop_ps;
}

/* To that time, or to the next answer; false when an answer came first. */
static bool pass(struct replay *r, uint64_t until_ps) {
  csim_run(r->csim, until_ps);
  return csim_now_ps(r->csim) >= until_ps;
}

/* As csim_run(), with the waveform opened and closed on the way. */
static void run_taped(struct replay *r, uint64_t until_ps) {
  struct tape *t = &r->tape;

  if (t->path && !t->open && t->from_ps <= until_ps && pass(r, t->from_ps)) {
    t->open = csim_trace_open(r->csim, t->path) == 0;
    t->failed = !t->open;
    if (t->failed) t->path = NULL;
  }
  if (t->path && t->open && t->to_ps <= until_ps && pass(r, t->to_ps)) {
    csim_trace_close(r->csim);
    t->path = NULL;
  }
  csim_run(r->csim, until_ps);
}

/* Up to until_ps, or to the next answer; true when there is one. */
static bool run_until(struct replay *r, uint64_t until_ps, struct csim_completion *c) {
  run_taped(r, until_ps);
  bool answer = csim_poll(r->csim, c);
  r->now_ps = r->result->simulated_ps = answer ? csim_now_ps(r->csim) : until_ps;
  if (r->result->found_ps == 0 && csim_assertions_failed(r->csim)) r->result->found_ps = r->now_ps;
  replay_faults_look(&r->faults, r->csim, r->now_ps);
  if (answer) answered(r);
  return answer;
}

static void run_host(struct replay *r) {
  uint64_t before = replay_host_open(r->host);
  struct csim_completion c;
  bool more = run_until(r, wake_ps(r), &c);

  for (; more; more = csim_poll(r->csim, &c)) replay_host_complete(r->host, &c);
  if (r->o->progress && replay_host_open(r->host) < before)
    r->o->progress(r->o->user, r->result->requests - replay_host_open(r->host),
                   source_count(r->source));
}

/* All requests of the source. False when stuck; ends early at stop_ps, or when what is left is
 * blocked. */
static bool play(struct replay *r) {
  while (r->now_ps < r->stop_ps) {
    bool waited = replay_host_open(r->host) > 0;
    admit(r);
    replay_host_post(r->host);
    if (replay_host_open(r->host) == 0 && !r->has_next) break;
    if (!waited) answered(r); /* an idle system owes no sign of life */
    run_host(r);
    if (replay_host_open(r->host) == 0 || !stuck(r)) continue;
    return blocked(r) || declare_stuck(r, "in the run");
  }
  return true;
}

/* Until all faults have come and gone. */
static void await_faults(struct replay *r) {
  struct csim_completion c;

  while (replay_faults_pending(&r->faults, r->csim, r->now_ps)) {
    bool more = run_until(r, r->now_ps + IDLE_STEP_PS, &c);
    for (; more; more = csim_poll(r->csim, &c)) replay_host_complete(r->host, &c);
  }
}

/* False when stuck. */
static bool wait_idle(struct replay *r) {
  struct csim_completion none;

  for (answered(r); !csim_idle(r->csim);) {
    run_until(r, r->now_ps + IDLE_STEP_PS, &none);
    if (stuck(r)) return declare_stuck(r, "after the last flush");
  }
  return true;
}

/* The last flush's answer. True when the disks refuse a block for good: its controller keeps it. */
static bool refused_flush(struct replay *r, const struct csim_completion *c) {
  bool media = c->status == TWK_STATUS_MEDIA;

  if (c->status != TWK_STATUS_OK)
    replay_found(r->result, media ? FINDING_MEDIA : FINDING_OTHER,
                 "the last flush of volume %u was answered with error status %u", c->command.volume,
                 c->status);
  return media;
}

/* Of the volumes that are served. False when stuck. */
static bool flush_disks(struct replay *r) {
  struct csim_completion c;
  bool kept = false;
  unsigned mask = replay_faults_blocked(&r->faults, r->csim), left = 0;

  for (unsigned v = 0; v < VOLUMES; v++) {
    struct csim_command flush = {.op = TWK_OP_FLUSH, .volume = (uint8_t)v, .blocks = 1};
    if (mask >> v & 1) continue;
    left++;
    if (csim_post(r->csim, &flush))
      errx(1, "the system refused a command though its queue has room");
  }
  for (answered(r); left > 0;) {
    bool more = run_until(r, silence_end_ps(&r->silence), &c);
    for (; more; more = csim_poll(r->csim, &c), left--) kept |= refused_flush(r, &c);
    if (left > 0 && stuck(r)) return declare_stuck(r, "in the last flush");
  }
  return mask || kept || wait_idle(r); /* one that keeps a block is never idle */
}

static void check_disks(struct replay *r) {
  uint64_t size = r->o->cfg->csim.volume_blocks;
  unsigned mask = replay_faults_blocked(&r->faults, r->csim);
  uint8_t block[DISK_BLOCK];

  for (uint64_t lba = oracle_next_lba(r->oracle, 0); lba != UINT64_MAX;
       lba = oracle_next_lba(r->oracle, lba + 1)) {
    if (mask >> (lba / size) & 1) continue;
    if (disk_peek(csim_disk(r->csim), lba, block)) {
      r->result->unreadable++;
      replay_found(r->result, FINDING_UNREADABLE, "block %" PRIu64 " of the disks cannot be read",
                   lba);
      continue;
    }
    enum oracle_result judged = oracle_check(r->oracle, lba, block);
    if (judged != ORACLE_OK)
      replay_found(r->result, replay_finding_of(judged),
                   "volume %" PRIu64 " block %" PRIu64 " is %s on the disks", lba / size,
                   lba % size, oracle_result_name(judged));
  }
}

static void sum_up(struct replay *r) {
  struct replay_result *out = r->result;

  replay_host_finish(r->host);
  out->simulated_ps = csim_now_ps(r->csim);
  csim_counters(r->csim, &out->counters);
  out->oracle = *oracle_counters(r->oracle);
  replay_faults_finish(&r->faults, r->csim, out);
  if (out->counters.both_served)
    replay_found(out, FINDING_OTHER, "two controllers served one volume at once");
  if (out->counters.assertions_failed)
    replay_found(out, FINDING_OTHER, "%u assertions failed in the hardware",
                 out->counters.assertions_failed);
}

void replay_run(const struct replay_options *o, struct replay_result *out) {
  struct replay r;

  if (!replay_open(&r, o, out)) return;
  if (play(&r)) {
    uint64_t last_answer = r.now_ps;
    await_faults(&r);
    if (flush_disks(&r)) check_disks(&r);
    out->final_flush_ps = r.now_ps - last_answer;
  }
  sum_up(&r);
  replay_close(&r);
}

int replay_wave(const struct replay_options *o, const char *path, const struct replay_window *w,
                char *err, size_t err_size) {
  struct replay_result result;
  struct replay r;

  if (!replay_open(&r, o, &result)) {
    snprintf(err, err_size, "%s", result.finding);
    return -1;
  }
  uint64_t from = r.start_ps + (r.closed || !r.has_next ? 0 : r.next.due_ps);
  if (from < w->from_ps) from = w->from_ps;
  uint64_t to = w->cycles ? from + w->cycles * o->cfg->csim.period_a_ps : UINT64_MAX;
  r.tape = (struct tape){.path = path, .from_ps = from, .to_ps = to};
  r.stop_ps = to;
  if (play(&r) && r.now_ps < to) {
    await_faults(&r);
    flush_disks(&r);
  }
  bool none = !r.tape.open && !r.tape.failed;
  int failed = none || r.tape.failed ? -1 : 0;
  if (failed)
    snprintf(err, err_size,
             none ? "the run ends before the waveform begins" : "the waveform cannot be written");
  if (r.tape.path && r.tape.open) csim_trace_close(r.csim);
  replay_close(&r);
  return failed;
}
