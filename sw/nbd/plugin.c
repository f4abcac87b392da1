/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plugin.c: nbdkit's callbacks: a simulated array as network block devices, a volume an export.
 */
#define NBDKIT_API_VERSION 2
#include <nbdkit-plugin.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "control.h"
#include "settings.h"
#include "text.h"

#define THREAD_MODEL NBDKIT_THREAD_MODEL_PARALLEL
#define ERR_SIZE 512
#define PREFERRED_BYTES 4096U
#define MAXIMUM_BYTES (32U << 20)

/* nbdkit gives its callbacks no context, so there is one array a process. */
static struct {
  struct settings settings;
  struct engine_config config;
  struct engine *engine;
  struct control *control;
} server;

struct client {
  unsigned volume;
};

/* ---- configuration and life */

static void twinack_load(void) {
  settings_defaults(&server.settings);
}

static int twinack_config(const char *key, const char *value) {
  char err[ERR_SIZE];
  if (settings_set(&server.settings, key, value, err, sizeof err) == 0) return 0;
  nbdkit_error("%s: %s", key, err);
  return -1;
}

static void log_line(const char *line) {
  nbdkit_error("%s", line);
}

static int twinack_config_complete(void) {
  char err[ERR_SIZE];
  if (settings_finish(&server.settings, &server.config, err, sizeof err) == 0) {
    server.config.log = log_line;
    return 0;
  }
  nbdkit_error("%s", err);
  return -1;
}

static void say_lost(const char *what, const struct engine_report *r) {
  nbdkit_error("%s: acknowledged blocks that were only in cache are lost: %llu blocks%s%s", what,
               (unsigned long long)r->lost, r->lost ? ", volume:first-last " : "", r->ranges);
}

static void say_disks(const struct disk_opened *o) {
  if (o->unclean)
    nbdkit_error(
        "disks were not closed cleanly: %llu blocks of mirrors differed and were made equal",
        (unsigned long long)o->resynced);
  if (o->replaced != 0)
    nbdkit_error("%u disks have no image with contents and count as replaced", o->replaced);
}

/* Workers that share a connection are not safe from each other in nbdkit 1.32: when one sees
 * that the client is gone, another that is about to answer aborts the process. */
static int twinack_thread_model(void) {
  return server.settings.parallel ? NBDKIT_THREAD_MODEL_PARALLEL
                                  : NBDKIT_THREAD_MODEL_SERIALIZE_REQUESTS;
}

static int twinack_get_ready(void) {
  char err[ERR_SIZE];
  struct engine_report report;
  server.engine = engine_open(&server.config, &report, err, sizeof err);
  if (server.engine != NULL && server.settings.control[0] != '\0')
    server.control = control_open(server.settings.control, server.engine, err, sizeof err);
  if (server.engine == NULL || (server.settings.control[0] != '\0' && server.control == NULL)) {
    nbdkit_error("%s", err);
    return -1;
  }
  say_disks(&report.disks);
  if (report.unclean) say_lost("array was not stopped cleanly", &report);
  return 0;
}

static int twinack_after_fork(void) {
  int error = engine_start(server.engine);
  if (error == 0 && server.control != NULL) error = control_start(server.control);
  if (error == 0) return 0;
  nbdkit_error("no thread can be started: %s", strerror(error));
  return -1;
}

static void twinack_cleanup(void) {
  struct engine_report report;
  if (server.engine == NULL) return;
  engine_stop(server.engine, &report);
  control_close(server.control);
  server.control = NULL;
  if (report.unclean && server.config.journal != NULL)
    say_lost("array cannot be stopped cleanly", &report);
}

static void twinack_unload(void) {
  control_close(server.control);
  engine_close(server.engine);
}

/* ---- exports */

/* Moves may change it, and a client may ask before or after there is an array. */
static const char *home_of(unsigned volume) {
  switch (engine_home(server.engine, volume)) {
    case CSIM_A:
      return "home controller A";
    case CSIM_B:
      return "home controller B";
    default:
      return "home controller not known";
  }
}

static int twinack_list_exports(int readonly, int is_tls, struct nbdkit_exports *exports) {
  (void)readonly;
  (void)is_tls;
  for (unsigned v = 0; v < engine_volumes(server.engine); v++) {
    char name[16], text[64];
    snprintf(name, sizeof name, "%u", v);
    snprintf(text, sizeof text, "volume %u, %s", v, home_of(v));
    if (nbdkit_add_export(exports, name, text)) return -1;
  }
  return 0;
}

static const char *twinack_default_export(int readonly, int is_tls) {
  (void)readonly;
  (void)is_tls;
  return "0";
}

static const char *twinack_export_description(void *handle) {
  const struct client *c = handle;
  return nbdkit_strdup_intern(home_of(c->volume));
}

static void *twinack_open(int readonly) {
  const char *name = nbdkit_export_name();
  uint64_t volume = 0;
  (void)readonly;
  if (name == NULL) return NULL;
  if (name[0] != '\0' && !text_u64(name, 0, engine_volumes(server.engine) - 1, &volume)) {
    nbdkit_error("export '%s': there is none, expected 0 to %u", text_quote(name).text,
                 engine_volumes(server.engine) - 1);
    return NULL;
  }
  struct client *c = malloc(sizeof *c);
  if (c == NULL) {
    nbdkit_error("out of memory");
    return NULL;
  }
  c->volume = (unsigned)volume;
  engine_client(server.engine, 1);
  return c;
}

static void twinack_close(void *handle) {
  engine_client(server.engine, -1);
  free(handle);
}

static int64_t twinack_get_size(void *handle) {
  (void)handle;
  return (int64_t)engine_volume_bytes(server.engine);
}

static int twinack_block_size(void *handle, uint32_t *minimum, uint32_t *preferred,
                              uint32_t *maximum) {
  (void)handle;
  *minimum = 1;
  *preferred = PREFERRED_BYTES;
  *maximum = MAXIMUM_BYTES;
  return 0;
}

static int twinack_yes(void *handle) {
  (void)handle;
  return 1;
}

static int twinack_can_fua(void *handle) {
  (void)handle;
  return NBDKIT_FUA_NATIVE;
}

/* ---- data */

static int answer(int error) {
  if (error == 0) return 0;
  nbdkit_error("%s", strerror(error));
  nbdkit_set_error(error);
  return -1;
}

static unsigned volume_of(void *handle) {
  return ((const struct client *)handle)->volume;
}

static int twinack_pread(void *handle, void *buf, uint32_t count, uint64_t offset, uint32_t flags) {
  (void)flags;
  return answer(engine_read(server.engine, volume_of(handle), buf, count, offset));
}

static int twinack_pwrite(void *handle, const void *buf, uint32_t count, uint64_t offset,
                          uint32_t flags) {
  return answer(
      engine_write(server.engine, volume_of(handle), buf, count, offset, flags & NBDKIT_FLAG_FUA));
}

static int twinack_flush(void *handle, uint32_t flags) {
  (void)flags;
  return answer(engine_flush(server.engine, volume_of(handle)));
}

/* The array knows no blocks without contents: trimmed ones read as zeros. */
static int twinack_zero(void *handle, uint32_t count, uint64_t offset, uint32_t flags) {
  return answer(
      engine_zero(server.engine, volume_of(handle), count, offset, flags & NBDKIT_FLAG_FUA));
}

static int twinack_extents(void *handle, uint32_t count, uint64_t offset, uint32_t flags,
                           struct nbdkit_extents *extents) {
  for (uint64_t done = 0; done < count;) {
    bool zero;
    uint64_t length =
        engine_extent(server.engine, volume_of(handle), count - done, offset + done, &zero);
    uint32_t type = zero ? NBDKIT_EXTENT_ZERO | NBDKIT_EXTENT_HOLE : 0;
    if (nbdkit_add_extent(extents, offset + done, length, type)) return -1;
    if (flags & NBDKIT_FLAG_REQ_ONE) break;
    done += length;
  }
  return 0;
}

static struct nbdkit_plugin plugin = {
    .name = "twinack",
    .longname = "Twinack: a simulated dual-controller array",
    .version = "0.1",
    .description = "Volumes of an array whose hardware is simulated cycle by cycle",
    .config_help = settings_help,
    .load = twinack_load,
    .config = twinack_config,
    .config_complete = twinack_config_complete,
    .thread_model = twinack_thread_model,
    .get_ready = twinack_get_ready,
    .after_fork = twinack_after_fork,
    .cleanup = twinack_cleanup,
    .unload = twinack_unload,
    .list_exports = twinack_list_exports,
    .default_export = twinack_default_export,
    .export_description = twinack_export_description,
    .open = twinack_open,
    .close = twinack_close,
    .get_size = twinack_get_size,
    .block_size = twinack_block_size,
    .can_write = twinack_yes,
    .can_flush = twinack_yes,
    .can_fua = twinack_can_fua,
    .can_trim = twinack_yes,
    .can_zero = twinack_yes,
    .can_extents = twinack_yes,
    .can_multi_conn = twinack_yes,
    .pread = twinack_pread,
    .pwrite = twinack_pwrite,
    .flush = twinack_flush,
    .trim = twinack_zero,
    .zero = twinack_zero,
    .extents = twinack_extents,
};

NBDKIT_REGISTER_PLUGIN(plugin)
