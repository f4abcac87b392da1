/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settings.h: what the plugin's parameters say. Of their texts it keeps copies.
 */
#ifndef TWINACK_NBD_SETTINGS_H
#define TWINACK_NBD_SETTINGS_H

#include "config.h"
#include "engine.h"

struct settings {
  struct config config;
  char journal[PATH_MAX]; /* "": none */
  char control[PATH_MAX]; /* "": no socket */
  bool flush_images;
  bool parallel; /* requests of one connection together */
  uint64_t patience_us, storm_us;
};

/* One line a parameter, for --help. */
extern const char settings_help[];

void settings_defaults(struct settings *s);
/* KEY=VALUE. 0; or -1 with "reason, expected what" in err. Relative paths are of the current
 * directory. */
int settings_set(struct settings *s, const char *key, const char *value, char *err,
                 size_t err_size);
/* Do they agree? 0; or -1 with one line in err. *out points into *s. */
int settings_finish(struct settings *s, struct engine_config *out, char *err, size_t err_size);

#endif
