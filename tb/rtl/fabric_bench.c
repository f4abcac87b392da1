/* SPDX-License-Identifier: Apache-2.0 */
#include "fabric_bench.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "twk_layout.h"

enum { BEATS = 64, SURE = 300 /* edges in which a walk and a block under way end */ };

static bool chance(struct fabric_bench *b, unsigned percent) {
  return rng_below(&b->rng, 100) < percent;
}

static uint64_t mix(uint64_t a, uint64_t b) {
  uint64_t state = a * UINT64_C(0x100000001b3) ^ b;
  return rng_splitmix64(&state);
}
static uint64_t written(uint64_t serial, unsigned block, unsigned beat) {
  return mix(serial, block * BEATS + beat);
}
static uint64_t stored(uint64_t lba, unsigned beat) {
  return mix(~lba, beat);
}

static unsigned volume_of(uint64_t lba) {
  uint64_t v = lba / FABRIC_VOLUME_BLOCKS;
  return v < FABRIC_VOLUMES ? (unsigned)v : FABRIC_VOLUMES - 1;
}
static bool beyond(const struct fabric_command *c) {
  return c->op != TWK_OP_FLUSH && c->lba >= FABRIC_VOLUMES * FABRIC_VOLUME_BLOCKS;
}

/* ---- a controller */

static void receive(struct fabric_bench *b, unsigned side) {
  struct fabric_controller *k = &b->controller[side];
  const struct fabric_port *p = &k->p;
  assert_true(*p->hc_tag < FABRIC_TAGS);
  struct fabric_command *c = &b->command[*p->hc_tag];
  assert_true(c->used && !c->received && !beyond(c));
  assert_int_equal(*p->hc_op, c->op);
  assert_int_equal(*p->hc_count, c->count);
  assert_int_equal(*p->hc_lba, c->lba);
  /* it served that volume at some time since the command was posted, or just before */
  assert_true(b->served_ps[side][volume_of(c->lba)] + 8 * b->period_ps[FABRIC_CLK_M] >=
              c->posted_ps);
  c->received = true;
  c->side = side;
  k->queue[(k->head + k->queued++) % FABRIC_QUEUE] = (struct fabric_job){
      .op = c->op, .tag = *p->hc_tag, .count = c->count, .lba = c->lba, .serial = c->serial};
}

static void pool(struct fabric_controller *k, const struct fabric_job *j, bool done) {
  assert_true(k->pooled < FABRIC_TAGS);
  k->pool[k->pooled] = *j;
  k->pool[k->pooled].block = 0;
  k->pool[k->pooled++].done = done;
}

static void sample_controller(struct fabric_bench *b, unsigned side) {
  struct fabric_controller *k = &b->controller[side];
  const struct fabric_port *p = &k->p;
  if (!k->alive) return;
  if (*p->hc_valid && *p->hc_ready) receive(b, side);
  if (*p->hw_valid) assert_true(k->write.count != 0 && k->write_beat < BEATS);
  if (*p->hw_valid && *p->hw_ready) {
    assert_true(*p->hw_data == written(k->write.serial, k->write.block, k->write_beat));
    if (++k->write_beat == BEATS) {
      k->write_beat = 0;
      if (++k->write.block == k->write.count) {
        pool(k, &k->write, true);
        k->write.count = 0;
      }
    }
  }
  if (*p->ha_valid && *p->ha_ready) {
    struct fabric_command *c = &b->command[*p->ha_tag];
    c->acked = true;
    c->ack_status = *p->ha_status;
    k->pool[k->ack_at] = k->pool[--k->pooled];
    if (k->read_at == k->pooled) k->read_at = k->ack_at; /* that one moved */
    k->acking = false;
  }
  if (*p->hr_valid && *p->hr_ready) {
    k->beating = false;
    if (++k->read_beat == BEATS) {
      struct fabric_job *j = &k->pool[k->read_at];
      k->read_beat = 0;
      j->done = ++j->block == j->count;
    }
  }
}

static void begin(struct fabric_controller *k) {
  struct fabric_job *j = &k->queue[k->head];
  if (k->queued == 0 || k->write.count != 0) return;
  if (j->op == TWK_OP_WRITE)
    k->write = *j;
  else
    pool(k, j, j->op == TWK_OP_FLUSH);
  k->head = (k->head + 1) % FABRIC_QUEUE;
  k->queued--;
}

static void give_ack(struct fabric_bench *b, struct fabric_controller *k) {
  static const unsigned statuses[] = {TWK_STATUS_OK, TWK_STATUS_OK, TWK_STATUS_MEDIA,
                                      TWK_STATUS_UNCONFIRMED};
  if (k->pooled == 0) return;
  unsigned at = (unsigned)rng_below(&b->rng, k->pooled);
  if (!k->pool[at].done) return;
  k->ack_at = at;
  k->acking = true;
  *k->p.ha_tag = (uint8_t)k->pool[at].tag;
  *k->p.ha_status = (uint8_t)statuses[rng_below(&b->rng, 4)];
}

static void give_beat(struct fabric_bench *b, struct fabric_controller *k) {
  const struct fabric_port *p = &k->p;
  if (k->read_beat == 0) {
    if (k->pooled == 0) return;
    k->read_at = (unsigned)rng_below(&b->rng, k->pooled);
    if (k->pool[k->read_at].done) return;
  }
  const struct fabric_job *j = &k->pool[k->read_at];
  k->beating = true;
  *p->hr_tag = (uint8_t)j->tag;
  *p->hr_block = (uint16_t)j->block;
  *p->hr_data = stored(j->lba + j->block, k->read_beat);
  *p->hr_last = k->read_beat == BEATS - 1;
  *p->hr_error = 0;
}

static void drive_controller(struct fabric_bench *b, unsigned side) {
  struct fabric_controller *k = &b->controller[side];
  const struct fabric_port *p = &k->p;
  if (!k->alive) return;
  if (!k->hung) begin(k);
  *p->hc_ready = !k->hung && k->queued < FABRIC_QUEUE && chance(b, b->controller_ready);
  *p->hw_ready = !k->hung && k->write.count != 0 && chance(b, b->controller_ready);
  *p->hw_tag = (uint8_t)k->write.tag;
  *p->hw_block = (uint16_t)k->write.block;
  if (!k->hung && !k->acking && chance(b, b->controller_ready)) give_ack(b, k);
  if (!k->hung && !k->beating && chance(b, b->controller_ready)) give_beat(b, k);
  *p->ha_valid = k->acking;
  *p->hr_valid = k->beating;
}

/* ---- the host */

static void answered(struct fabric_bench *b, unsigned tag, unsigned status) {
  assert_true(tag < FABRIC_TAGS);
  struct fabric_command *c = &b->command[tag];
  assert_true(c->used);
  if (status == FABRIC_ABORTED) {
    assert_false(beyond(c));
    if (c->received)
      assert_true(b->controller[c->side].deaths != c->deaths[c->side]);
    else /* it may have been sent when the path was known to be going, but was not down yet */
      assert_true(b->falls[0] + b->falls[1] != c->falls);
  } else if (status == TWK_STATUS_NOT_OWNER) {
    assert_true(!c->received && !beyond(c));
    assert_true(b->unsure_ps[volume_of(c->lba)] + 8 * b->period_ps[FABRIC_CLK_M] >= c->posted_ps);
  } else if (status == TWK_STATUS_RANGE) {
    assert_true(!c->received && beyond(c));
  } else {
    assert_true(c->received && c->acked);
    assert_int_equal(status, c->ack_status);
    if (c->op == TWK_OP_READ) assert_int_equal(c->blocks_good, (1U << c->count) - 1);
  }
  c->used = false;
  b->outstanding--;
  b->answers[status]++;
}

static void take_write_beat(struct fabric_bench *b) {
  const struct dut *d = b->d;
  if (b->write_beat == 0) {
    b->write_tag = *d->hw_tag;
    b->write_block = *d->hw_block;
    assert_true(b->write_tag < FABRIC_TAGS);
    const struct fabric_command *c = &b->command[b->write_tag];
    assert_true(c->used && c->op == TWK_OP_WRITE && b->write_block < c->count);
  }
  assert_true(b->command[b->write_tag].used);
  assert_int_equal(*d->hw_tag, b->write_tag);
  assert_int_equal(*d->hw_block, b->write_block);
  b->write_beat = (b->write_beat + 1) % BEATS;
}

static void take_read_beat(struct fabric_bench *b) {
  const struct dut *d = b->d;
  if (b->read_beat == 0) {
    b->read_tag = *d->hr_tag;
    b->read_block = *d->hr_block;
    b->read_spoilt = false;
    assert_true(b->read_tag < FABRIC_TAGS);
  }
  struct fabric_command *c = &b->command[b->read_tag];
  assert_true(c->used && c->op == TWK_OP_READ && b->read_block < c->count);
  assert_int_equal(*d->hr_tag, b->read_tag);
  assert_int_equal(*d->hr_block, b->read_block);
  assert_int_equal(*d->hr_last, b->read_beat == BEATS - 1);
  if (*d->hr_data != stored(c->lba + b->read_block, b->read_beat)) b->read_spoilt = true;
  b->read_beat = (b->read_beat + 1) % BEATS;
  if (!*d->hr_last) return;
  if (*d->hr_error)
    assert_true(b->controller[c->side].deaths != c->deaths[c->side]);
  else
    assert_false(b->read_spoilt);
  c->blocks_good |= (unsigned)!*d->hr_error << b->read_block;
  for (unsigned tag = 0; tag < FABRIC_TAGS; tag++)
    if (b->command[tag].used && b->command[tag].received && b->command[tag].side != c->side) {
      b->shared_blocks++;
      break;
    }
}

static void sample_host(struct fabric_bench *b) {
  const struct dut *d = b->d;
  if (*d->hc_valid && *d->hc_ready) b->offering = false;
  if (*d->hw_valid && *d->hw_ready) take_write_beat(b);
  if (*d->hr_valid && *d->hr_ready) take_read_beat(b);
  if (*d->ha_valid && *d->ha_ready) answered(b, *d->ha_tag, *d->ha_status);
}

void fabric_post(struct fabric_bench *b, unsigned op, unsigned tag, unsigned count, uint64_t lba) {
  const struct dut *d = b->d;
  struct fabric_command *c = &b->command[tag];
  assert_true(!c->used && !b->offering);
  *c = (struct fabric_command){.used = true,
                               .serial = ++b->serials,
                               .op = op,
                               .count = count,
                               .lba = lba,
                               .posted_ps = b->now_ps,
                               .falls = b->falls[0] + b->falls[1],
                               .deaths = {b->controller[0].deaths, b->controller[1].deaths}};
  b->outstanding++;
  b->offering = true;
  *d->hc_valid = 1;
  *d->hc_op = (uint8_t)op;
  *d->hc_tag = (uint8_t)tag;
  *d->hc_count = (uint16_t)count;
  *d->hc_lba = lba;
}

static void post_any(struct fabric_bench *b) {
  unsigned tag = (unsigned)rng_below(&b->rng, FABRIC_TAGS);
  unsigned op = 1 + (unsigned)rng_below(&b->rng, 3);
  unsigned count = 1 + (unsigned)rng_below(&b->rng, FABRIC_MAX_BLOCKS);
  uint64_t lba = rng_below(&b->rng, FABRIC_VOLUMES * FABRIC_VOLUME_BLOCKS * 21 / 20);
  if (!b->command[tag].used) fabric_post(b, op, tag, count, lba);
}

static void drive_host(struct fabric_bench *b) {
  struct dut *d = b->d;
  if (!b->offering && chance(b, b->post)) post_any(b);
  *d->hc_valid = b->offering;
  *d->ha_ready = chance(b, b->host_ready);
  *d->hr_ready = chance(b, b->host_ready);
  *d->hw_valid = *d->hw_ready && chance(b, b->give);
  if (*d->hw_valid)
    *d->hw_data = written(b->command[*d->hw_tag % FABRIC_TAGS].serial, *d->hw_block, b->write_beat);
}

/* ---- routes and time */

static void watch_routes(struct fabric_bench *b, bool edge) {
  for (unsigned side = 0; side < 2; side++) {
    b->falls[side] += b->up >> side & ~*b->d->up >> side & 1;
    assert_true(!*b->d->h_rst_n || b->falls[side] <= b->controller[side].deaths);
  }
  b->up = *b->d->up;
  for (unsigned v = 0; v < FABRIC_VOLUMES; v++) {
    bool sure = false;
    for (unsigned side = 0; side < 2; side++) {
      bool serves = *b->d->managed ? b->serves[side] >> v & 1 : v % 2 == side;
      if (serves) b->served_ps[side][v] = b->now_ps;
      sure = sure || (serves && (*b->d->up >> side & 1));
    }
    b->sure_edges[v] = sure ? b->sure_edges[v] + edge : 0;
    if (b->sure_edges[v] < SURE) b->unsure_ps[v] = b->now_ps;
  }
}

void fabric_serve(struct fabric_bench *b, unsigned a, unsigned of_b) {
  b->serves[0] = a;
  b->serves[1] = of_b;
  *b->controller[0].p.serves = (uint8_t)a;
  *b->controller[1].p.serves = (uint8_t)of_b;
  dut_eval(b->d);
  watch_routes(b, false);
}

static void silence(const struct fabric_port *p) {
  *p->hc_ready = *p->hw_ready = *p->ha_valid = *p->hr_valid = 0;
}

void fabric_kill(struct fabric_bench *b, unsigned side) {
  struct fabric_controller *k = &b->controller[side];
  const struct fabric_port p = k->p;
  const uint64_t deaths = k->deaths + k->alive;
  *k = (struct fabric_controller){.p = p, .deaths = deaths};
  *p.rst_n = 0;
  silence(&p);
  fabric_serve(b, side == 0 ? 0 : b->serves[0], side == 1 ? 0 : b->serves[1]);
}

void fabric_revive(struct fabric_bench *b, unsigned side) {
  b->controller[side].alive = true;
  *b->controller[side].p.rst_n = 1;
  dut_eval(b->d);
}

unsigned fabric_step(struct fabric_bench *b) {
  struct dut *d = b->d;
  uint8_t *clk[] = {d->clk_m, d->clk_a, d->clk_b};
  unsigned rising = 0;
  b->now_ps = UINT64_MAX;
  for (unsigned i = 0; i < FABRIC_CLOCKS; i++)
    if (b->next_ps[i] < b->now_ps) b->now_ps = b->next_ps[i];
  for (unsigned i = 0; i < FABRIC_CLOCKS; i++) {
    *clk[i] = b->next_ps[i] == b->now_ps;
    if (!*clk[i]) continue;
    b->next_ps[i] += b->period_ps[i];
    b->edges[i]++;
    rising |= 1U << i;
  }
  if ((rising & 1) && *d->h_rst_n) sample_host(b);
  for (unsigned side = 0; side < 2; side++)
    if (rising >> (1 + side) & 1) sample_controller(b, side);
  dut_eval(d);
  for (unsigned i = 0; i < FABRIC_CLOCKS; i++) *clk[i] = 0;
  dut_eval(d);
  if (rising & 1) drive_host(b);
  for (unsigned side = 0; side < 2; side++)
    if (rising >> (1 + side) & 1) drive_controller(b, side);
  dut_eval(d);
  watch_routes(b, rising & 1);
  return rising;
}

void fabric_edges(struct fabric_bench *b, unsigned clock, uint64_t n) {
  for (uint64_t end = b->edges[clock] + n; b->edges[clock] < end;) fabric_step(b);
}

#define SIDE_PORT(x)                                                                         \
  {                                                                                          \
    .rst_n = d->x##_rst_n, .serves = d->serves_##x, .hc_valid = d->x##_hc_valid,             \
    .hc_ready = d->x##_hc_ready, .hc_op = d->x##_hc_op, .hc_tag = d->x##_hc_tag,             \
    .hw_valid = d->x##_hw_valid, .hw_ready = d->x##_hw_ready, .hw_tag = d->x##_hw_tag,       \
    .ha_valid = d->x##_ha_valid, .ha_ready = d->x##_ha_ready, .ha_tag = d->x##_ha_tag,       \
    .ha_status = d->x##_ha_status, .hr_valid = d->x##_hr_valid, .hr_ready = d->x##_hr_ready, \
    .hr_tag = d->x##_hr_tag, .hr_last = d->x##_hr_last, .hr_error = d->x##_hr_error,         \
    .hc_count = d->x##_hc_count, .hw_block = d->x##_hw_block, .hr_block = d->x##_hr_block,   \
    .hc_lba = d->x##_hc_lba, .hw_data = d->x##_hw_data, .hr_data = d->x##_hr_data            \
  }

void fabric_start(struct fabric_bench *b, unsigned seed, unsigned crossing_seed,
                  const unsigned period_ps[FABRIC_CLOCKS], const unsigned phase_ps[FABRIC_CLOCKS]) {
  memset(b, 0, sizeof *b);
  struct dut *d = b->d = dut_new(crossing_seed);
  b->controller[0].p = (struct fabric_port)SIDE_PORT(a);
  b->controller[1].p = (struct fabric_port)SIDE_PORT(b);
  b->host_ready = b->give = b->controller_ready = 100;
  rng_seed(&b->rng, seed);
  for (unsigned i = 0; i < FABRIC_CLOCKS; i++) {
    b->period_ps[i] = period_ps[i];
    b->next_ps[i] = period_ps[i] + phase_ps[i];
  }
  *d->managed = 1;
  *d->vol_blocks = FABRIC_VOLUME_BLOCKS;
  *d->h_rst_n = *d->a_rst_n = *d->b_rst_n = 1; /* what had come up at random falls */
  dut_eval(d);
  *d->h_rst_n = *d->a_rst_n = *d->b_rst_n = 0;
  dut_eval(d);
  for (unsigned i = 0; i < FABRIC_CLOCKS; i++) fabric_edges(b, i, 2);
  b->random_failures = dut_assertions_failed(d);
  b->up = 0;
  b->falls[0] = b->falls[1] = 0;
  *d->h_rst_n = 1;
  fabric_revive(b, 0);
  fabric_revive(b, 1);
  fabric_serve(b, 5, 10);
}

void fabric_quiet(struct fabric_bench *b, uint64_t edges) {
  b->post = 0;
  for (uint64_t end = b->edges[FABRIC_CLK_M] + edges; b->outstanding != 0;) {
    assert_true(b->edges[FABRIC_CLK_M] < end);
    fabric_step(b);
  }
}

void fabric_stop(struct fabric_bench *b) {
  assert_int_equal(b->outstanding, 0);
  assert_int_equal(dut_assertions_failed(b->d), b->random_failures);
  dut_delete(b->d);
}
