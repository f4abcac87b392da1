/* SPDX-License-Identifier: Apache-2.0 */
/*
 * multipath.c: the host's two paths.
 *
 * A controller sees the command's place in our array as its `user`; the caller's comes back with
 * the end.
 */
#include "multipath.h"

#include "csim_internal.h"

void multipath_init(struct csim *s) {
  struct multipath *m = &s->multipath;
  *m = (struct multipath){.next_ps = UINT64_MAX};
  for (unsigned v = 0; v < TWK_VOLUMES; v++) m->path[v] = (uint8_t)csim_home(s, v);
}

static uint64_t pause_ps(const struct csim *s) {
  return (uint64_t)s->cfg.retry_pause_ns * 1000;
}

static bool out_of_time(const struct csim *s, const struct multipath_command *m) {
  uint64_t limit_ps = (uint64_t)s->cfg.retry_limit_us * 1000000;
  return limit_ps != 0 && s->now_ps - m->posted_ps >= limit_ps;
}

static void wait_until(struct csim *s, struct multipath_command *m, uint64_t ps) {
  m->waiting = true;
  m->due_ps = ps;
  if (ps < s->multipath.next_ps) s->multipath.next_ps = ps;
}

static bool is_ours(const struct csim *s, const struct multipath_command *m) {
  return m - s->multipath.command >= MULTIPATH_CALLERS;
}

/* Fills in what only we know, and gives the place back. */
static void end(struct csim *s, struct multipath_command *m, struct csim_completion *c) {
  enum csim_side clock = csim_clock_of(m->command.volume);
  c->command = m->command;
  c->posted_ps = m->posted_ps;
  c->posted_cycle = m->posted_cycle;
  c->done_cycle = s->side[clock].cycle;
  if (m->path != clock) c->first_beat_cycle = 0;
  m->used = false;
  if (!is_ours(s, m)) s->multipath.outstanding[m->command.volume]--;
}

static void give_up(struct csim *s, struct multipath_command *m) {
  struct csim_completion c = {.status = m->status, .done_ps = s->now_ps};
  end(s, m, &c);
  if (!is_ours(s, m)) csim_finish(s, &c);
}

static void try_other_path(struct csim *s, struct multipath_command *m) {
  if (!s->cfg.host_switch) m->path = !m->path;
  wait_until(s, m, s->now_ps + pause_ps(s));
}

static void post(struct csim *s, struct multipath_command *m) {
  const bool switched = s->cfg.host_switch;
  struct csim_command c = m->command;
  c.user = (uint64_t)(m - s->multipath.command);
  if (host_post(switched ? &s->host.end : &s->side[m->path].host, &c) == 0) {
    m->waiting = false;
    s->multipath.retries += m->posted;
    m->posted = true;
  } else if (out_of_time(s, m)) {
    give_up(s, m);
  } else if (switched || s->side[m->path].alive) {
    wait_until(s, m, s->now_ps + pause_ps(s)); /* its queue is full */
  } else {
    try_other_path(s, m);
  }
}

static void begin(struct csim *s, unsigned place, const struct csim_command *c) {
  struct multipath *m = &s->multipath;
  m->command[place] =
      (struct multipath_command){.command = *c,
                                 .used = true,
                                 .path = m->path[c->volume],
                                 .status = CSIM_STATUS_ABORTED,
                                 .number = m->posts++,
                                 .posted_ps = s->now_ps,
                                 .posted_cycle = s->side[csim_clock_of(c->volume)].cycle};
  post(s, &m->command[place]);
}

int multipath_post(struct csim *s, const struct csim_command *c) {
  struct multipath *m = &s->multipath;
  unsigned place = 0;
  if (m->outstanding[c->volume] == CSIM_QUEUE_DEPTH) return -1;
  while (m->command[place].used) place++;
  m->outstanding[c->volume]++;
  begin(s, place, c);
  return 0;
}

void multipath_move(struct csim *s, unsigned volume) {
  unsigned place = MULTIPATH_CALLERS + volume;
  struct csim_command c = {.op = TWK_OP_MOVE, .volume = (uint8_t)volume};
  if (!s->multipath.command[place].used) begin(s, place, &c);
}

bool multipath_moving(const struct csim *s) {
  bool moving = false;
  for (unsigned v = 0; v < TWK_VOLUMES; v++)
    moving |= s->multipath.command[MULTIPATH_CALLERS + v].used;
  return moving;
}

/* The one due first, by number among equals; NULL: none. */
static struct multipath_command *first_due(struct multipath *m) {
  struct multipath_command *first = NULL;
  for (unsigned i = 0; i < MULTIPATH_COMMANDS; i++) {
    struct multipath_command *c = &m->command[i];
    if (!c->used || !c->waiting) continue;
    if (first == NULL || c->due_ps < first->due_ps ||
        (c->due_ps == first->due_ps && c->number < first->number))
      first = c;
  }
  return first;
}

void multipath_step(struct csim *s) {
  struct multipath *m = &s->multipath;
  struct multipath_command *c = first_due(m);
  for (; c != NULL && c->due_ps <= s->now_ps; c = first_due(m)) post(s, c);
  m->next_ps = c == NULL ? UINT64_MAX : c->due_ps;
}

static bool again(struct csim *s, struct multipath_command *m) {
  switch (m->status) {
    case TWK_STATUS_MEDIA:
      if (m->media++ == MULTIPATH_MEDIA) return false;
      break;
    case CSIM_STATUS_ABORTED:
      if (m->command.op == TWK_OP_MOVE) return false;
      break;
    case TWK_STATUS_UNCONFIRMED:
    case TWK_STATUS_NOT_OWNER:
      break;
    default:
      return false;
  }
  return !out_of_time(s, m);
}

bool multipath_end(struct csim *s, struct csim_completion *c) {
  struct multipath_command *m = &s->multipath.command[c->command.user];
  m->status = c->status;
  if (again(s, m)) {
    try_other_path(s, m);
    return false;
  }
  unsigned volume = m->command.volume;
  const enum csim_side home = csim_home(s, volume);
  if (s->cfg.host_switch) m->path = (uint8_t)csim_server(s, volume, (enum csim_side)m->path);
  if (c->status == TWK_STATUS_OK && m->command.op == TWK_OP_MOVE) {
    s->multipath.path[volume] = (uint8_t)home;
  } else if (c->status == TWK_STATUS_OK) {
    s->multipath.path[volume] = m->path;
    s->multipath.failovers += m->path != home;
  }
  end(s, m, c);
  return !is_ours(s, m);
}
