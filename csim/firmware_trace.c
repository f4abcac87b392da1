/* SPDX-License-Identifier: Apache-2.0 */
/*
 * firmware_trace.c: a controller's firmware as signals of a waveform. Called only while one is
 * open; it reads, and keeps nothing.
 */
#include "csim_internal.h"

static void trace_event(const struct firmware *f, struct model_firmware *out) {
  out->event = out->event_tag = out->event_slot = out->event_lba = 0;
  if (!f->busy) return;
  out->event = f->event.kind;
  out->event_tag = f->event.tag;
  out->event_slot = f->event.slot;
  out->event_lba = f->event.lba;
}

/* What is on its way to the hardware stays shown until the next one. */
static void trace_command(const struct side *s, struct model_firmware *out) {
  const struct model_side *p = s->port;
  if (!*p->cl_valid && !*p->hq_valid && !*p->dq_valid) return;
  struct record command;
  record_unpack((const uint64_t[2]){*p->cmd_lo, *p->cmd_hi}, &command);
  out->command = command.kind;
  out->command_tag = command.tag;
  out->command_slot = command.slot;
  out->command_lba = command.lba;
}

void firmware_trace(const struct side *s, struct model_firmware *out) {
  const struct firmware *f = &s->firmware;
  const struct controller *c = &f->controller;
  if (!s->alive) {
    *out = (struct model_firmware){.state = MODEL_FIRMWARE_NO_STATE,
                                   .phase = MODEL_FIRMWARE_NO_PHASE,
                                   .mode = MODEL_FIRMWARE_NO_MODE};
    return;
  }
  out->alive = true;
  out->hung = f->hung;
  out->state = c->role.step;
  out->phase = c->role.phase;
  out->mode = c->role.mode;
  out->own = c->role.own;
  out->hold = c->role.hold;
  out->off = c->role.off;
  out->pause = c->role.pause;
  out->waiting = f->queue[HW_CLEAN].count + f->queue[HW_HOST].count + f->queue[HW_DISK].count;
  out->dirty = c->dirty + c->stuck;
  out->in_flight = c->in_flight;
  out->mirrored = controller_mirror_count(c);
  trace_event(f, out);
  trace_command(s, out);
}
