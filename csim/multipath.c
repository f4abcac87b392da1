/* SPDX-License-Identifier: Apache-2.0 */
/*
 * multipath.c: the host's two paths.
 *
 * A controller sees the command's place in our array as its `user`; the caller's comes back with
 * the end.
 */
#include "multipath.h"

#include "csim_internal.h"

void multipath_init(struct multipath *m) {
  *m = (struct multipath){.path = {CSIM_A, CSIM_B}, .next_ps = UINT64_MAX};
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

/* Fills in what only we know, and gives the place back. */
static void end(struct csim *s, struct multipath_command *m, struct csim_completion *c) {
  unsigned volume = m->command.volume & 1;
  c->command = m->command;
  c->posted_ps = m->posted_ps;
  c->posted_cycle = m->posted_cycle;
  c->done_cycle = s->side[volume].cycle;
  if (m->path != volume) c->first_beat_cycle = 0;
  m->used = false;
  s->multipath.outstanding[volume]--;
}

static void give_up(struct csim *s, struct multipath_command *m) {
  struct csim_completion c = {.status = m->status, .done_ps = s->now_ps};
  end(s, m, &c);
  csim_finish(s, &c);
}

static void try_other_path(struct csim *s, struct multipath_command *m) {
  m->path = !m->path;
  wait_until(s, m, s->now_ps + pause_ps(s));
}

static void post(struct csim *s, struct multipath_command *m) {
  struct side *path = &s->side[m->path];
  struct csim_command c = m->command;
  c.user = (uint64_t)(m - s->multipath.command);
  if (host_post(path, &c) == 0) {
    m->waiting = false;
    s->multipath.retries += m->posted;
    m->posted = true;
  } else if (out_of_time(s, m)) {
    give_up(s, m);
  } else if (path->alive) {
    wait_until(s, m, s->now_ps + pause_ps(s)); /* its queue is full */
  } else {
    try_other_path(s, m);
  }
}

int multipath_post(struct csim *s, const struct csim_command *c) {
  struct multipath *m = &s->multipath;
  unsigned volume = c->volume & 1, i = 0;
  if (m->outstanding[volume] == CSIM_QUEUE_DEPTH) return -1;
  while (m->command[i].used) i++;
  m->command[i] = (struct multipath_command){.command = *c,
                                             .used = true,
                                             .path = m->path[volume],
                                             .status = CSIM_STATUS_ABORTED,
                                             .number = m->posts++,
                                             .posted_ps = s->now_ps,
                                             .posted_cycle = s->side[volume].cycle};
  m->outstanding[volume]++;
  post(s, &m->command[i]);
  return 0;
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
    case TWK_STATUS_UNCONFIRMED:
    case TWK_STATUS_NOT_OWNER:
    case CSIM_STATUS_ABORTED:
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
  unsigned volume = m->command.volume & 1;
  if (c->status == TWK_STATUS_OK) {
    s->multipath.path[volume] = m->path;
    s->multipath.failovers += m->path != volume;
  }
  end(s, m, c);
  return true;
}
