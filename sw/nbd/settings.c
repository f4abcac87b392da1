/* SPDX-License-Identifier: Apache-2.0 */
#include "settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text.h"

#define LIMIT_US 100000000

const char settings_help[] =
    "config=FILE.ini        figures of the array, as of twinack run (later parameters win)\n"
    "image=DIR or FILE      keeps the contents, a file a disk; FILE.journal or DIR/journal beside\n"
    "volume=SIZE            of each volume, such as 32M\n"
    "flush=array|images     images: a flush also waits for the image files (default: array)\n"
    "control=SOCKET         for twinack ctl\n"
    "seed=N topology=NAME mode=NAME   as of twinack run\n"
    "fault=KIND:UNIT@WHEN   may be given again; times count from the start of the array\n"
    "set=SECTION.KEY=VALUE  any other key of the configuration\n"
    "patience_us=N          simulated time without progress until a request fails\n"
    "parallel=yes|no        requests of one connection together (default no: nbdkit 1.32 then "
    "aborts\n"
    "                       when a client hangs up with requests under way)\n"
    "storm_us=N             longest pause between random single faults\n";

/* Parameters that set one key of the configuration. */
static const struct {
  const char *parameter, *section, *key;
} keys[] = {{"volume", "system", "volume"},
            {"seed", "system", "seed"},
            {"mode", "system", "mode"},
            {"topology", "power", "topology"},
            {"fault", "fault", "fault"}};

void settings_defaults(struct settings *s) {
  memset(s, 0, sizeof *s);
  config_defaults(&s->config);
}

static int bad(char *err, size_t err_size, const char *value, const char *expected) {
  snprintf(err, err_size, "bad value '%s', expected %s", text_quote(value).text, expected);
  return -1;
}

/* nbdkit goes to another directory later. */
static int set_path(char out[PATH_MAX], const char *value, const char *suffix, char *err,
                    size_t err_size) {
  char here[PATH_MAX] = "";
  if (value[0] == '\0') return bad(err, err_size, value, "a path");
  if (value[0] != '/' && getcwd(here, sizeof here) == NULL)
    return bad(err, err_size, value, strerror(errno));
  int length = snprintf(out, PATH_MAX, "%s%s%s%s", here, here[0] ? "/" : "", value, suffix);
  return length < PATH_MAX ? 0 : bad(err, err_size, value, "a shorter path");
}

static int set_image(struct settings *s, const char *value, char *err, size_t err_size) {
  struct stat st;
  bool folder = stat(value, &st) == 0 && S_ISDIR(st.st_mode);
  return set_path(s->config.image, value, folder ? "/disks" : "", err, err_size) ||
                 set_path(s->journal, value, folder ? "/journal" : ".journal", err, err_size)
             ? -1
             : 0;
}

static int set_any(struct settings *s, const char *value, char *err, size_t err_size) {
  char section[32], key[32];
  int end = 0;
  if (sscanf(value, "%31[a-z_].%31[a-z_0-9]=%n", section, key, &end) != 2 || end == 0)
    return bad(err, err_size, value, "SECTION.KEY=VALUE");
  return config_set(&s->config, section, key, value + end, err, err_size);
}

static int set_choice(bool *out, const char *value, const char *no, const char *yes, char *err,
                      size_t err_size) {
  char expected[48];
  *out = strcmp(value, yes) == 0;
  if (*out || strcmp(value, no) == 0) return 0;
  snprintf(expected, sizeof expected, "%s or %s", no, yes);
  return bad(err, err_size, value, expected);
}

int settings_set(struct settings *s, const char *key, const char *value, char *err,
                 size_t err_size) {
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    if (strcmp(key, keys[i].parameter) == 0)
      return config_set(&s->config, keys[i].section, keys[i].key, value, err, err_size);
  if (strcmp(key, "config") == 0) return config_load(&s->config, value, err, err_size);
  if (strcmp(key, "set") == 0) return set_any(s, value, err, err_size);
  if (strcmp(key, "image") == 0) return set_image(s, value, err, err_size);
  if (strcmp(key, "control") == 0) return set_path(s->control, value, "", err, err_size);
  if (strcmp(key, "flush") == 0)
    return set_choice(&s->flush_images, value, "array", "images", err, err_size);
  if (strcmp(key, "parallel") == 0)
    return set_choice(&s->parallel, value, "no", "yes", err, err_size);
  uint64_t *us = strcmp(key, "patience_us") == 0 ? &s->patience_us
                 : strcmp(key, "storm_us") == 0  ? &s->storm_us
                                                 : NULL;
  if (us == NULL) {
    snprintf(err, err_size, "unknown parameter '%s', expected one that --help shows",
             text_quote(key).text);
    return -1;
  }
  return text_u64(value, 0, LIMIT_US, us) ? 0
                                          : bad(err, err_size, value, "microseconds, 0 to 10^8");
}

/* Traces, workloads and expectations of a scenario are nothing to us. */
static int check(struct settings *s, char *err, size_t err_size) {
  struct config c = s->config;
  c.image[0] = '\0'; /* contents are what we want */
  c.has_workload = false;
  if (c.mode_count != 1) {
    snprintf(err, err_size, "mode: %u of them, expected one", c.mode_count);
    return -1;
  }
  return config_check(&c, err, err_size);
}

int settings_finish(struct settings *s, struct engine_config *out, char *err, size_t err_size) {
  if (check(s, err, err_size)) return -1;
  if (s->config.image[0] != '\0' && s->journal[0] == '\0' &&
      set_path(s->journal, s->config.image, ".journal", err, err_size))
    return -1;
  *out = (struct engine_config){.journal = s->journal[0] ? s->journal : NULL,
                                .flush_images = s->flush_images,
                                .patience_us = s->patience_us,
                                .storm_us = s->storm_us};
  config_csim(&s->config, s->config.modes[0], &out->csim);
  return 0;
}
