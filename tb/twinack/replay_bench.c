/* SPDX-License-Identifier: Apache-2.0 */
/* A replay on the fake system. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "replay_bench.h"
#include "twk_layout.h"

void bench_setup(struct bench *b) {
  memset(b, 0, sizeof *b);
  b->fake = fake_csim();
  b->fake->latency_ps = BENCH_LATENCY;
  config_defaults(&b->cfg);
  strcpy(b->cfg.trace, "t");
  b->cfg.csim.volume_blocks = BENCH_VOLUME;
  b->cfg.csim.period_a_ps = 1000;
  b->cfg.csim.period_b_ps = 2000;
  b->trace.requests = b->request;
}

void bench_add(struct bench *b, uint64_t time_ns, enum request_op op, uint32_t device, uint64_t lba,
               uint64_t blocks) {
  assert_true(b->trace.count < BENCH_REQUESTS);
  b->request[b->trace.count++] = (struct request){time_ns, op, device, lba, blocks};
}

static void on_progress(void *user, uint64_t done, uint64_t total) {
  struct bench *b = user;

  assert_true(done > b->progress_last);
  assert_int_equal(total, b->trace.count);
  b->progress_last = done;
  b->progress_calls++;
}

void bench_run(struct bench *b) {
  struct replay_options o = {.cfg = &b->cfg,
                             .mode = TWK_MODE_EARLY,
                             .trace = &b->trace,
                             .progress = on_progress,
                             .user = b};

  b->fake->posts = 0;
  replay_run(&o, &b->result);
}

unsigned bench_host_posts(const struct bench *b) {
  for (unsigned v = 0; v < TWK_VOLUMES; v++) {
    const struct csim_command *c = &b->fake->post[b->fake->posts - TWK_VOLUMES + v].command;
    assert_int_equal(c->op, TWK_OP_FLUSH);
    assert_int_equal(c->volume, v);
    assert_int_equal(c->blocks, 1);
  }
  return b->fake->posts - TWK_VOLUMES;
}
