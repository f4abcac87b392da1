/* SPDX-License-Identifier: Apache-2.0 */
/* Defaults, the INI file, and whether the keys agree. */
#include "config.h"

#include <errno.h>
#include <ini.h>
#include <string.h>
#include <sys/stat.h>

#include "config_keys.h"
#include "text.h"
#include "twk_layout.h"

#define REASON 240
#define RUN_US 200000 /* ten times the longest hold-up and validation that are usual */

void config_defaults(struct config *cfg) {
  memset(cfg, 0, sizeof *cfg);
  csim_config_defaults(&cfg->csim);
  workload_defaults(&cfg->workload);
  cfg->modes[0] = TWK_MODE_EARLY;
  cfg->mode_count = 1;
  cfg->time_scale = 1;
  cfg->run_us = RUN_US;
  cfg->heartbeat_us = 5;
  cfg->silence_us = 25;
}

const char *config_mode_name(unsigned mode) {
  static const char *const names[] = {"early", "sync", "through", "local"};

  return mode < sizeof names / sizeof *names ? names[mode] : "unknown";
}

/* What the reader of lines, the INI library and the handler of pairs share. */
struct load {
  struct config *cfg;
  FILE *file;
  unsigned line;
  unsigned bad_line; /* of the first fault found by us; 0: none */
  char reason[REASON];
};

static void bad(struct load *l, const char *reason) {
  if (l->bad_line) return;
  l->bad_line = l->line;
  snprintf(l->reason, sizeof l->reason, "%s", reason);
}

/* inih says nothing of sections without keys, so they are looked at here. */
static void check_section(struct load *l, const char *line) {
  char name[64], reason[REASON];
  size_t len = strcspn(line + 1, "]");

  if (line[0] != '[' || line[1 + len] == '\0') return;
  if (len >= sizeof name) len = sizeof name - 1;
  memcpy(name, line + 1, len);
  name[len] = '\0';
  if (config_section_known(name)) return;
  snprintf(reason, sizeof reason,
           "unknown section '%s', expected system, clocks, fifo, link, power, failover, "
           "controller, disk, host, fault, expect or workload",
           text_quote(name).text);
  bad(l, reason);
}

/* One line without the blanks in front (inih would take an indented key for more of the last
 * value). NULL at the end and after a fault. Never reads further than one line may be long. */
static char *read_line(char *out, int size, void *user) {
  struct load *l = user;
  int c, len = 0;

  if (l->bad_line) return NULL;
  l->line++;
  while ((c = getc(l->file)) != EOF && c != '\n') {
    if (len == 0 && (c == ' ' || c == '\t')) continue;
    if ((c < ' ' && c != '\t' && c != '\r') || c == 127) {
      bad(l, "binary data, expected text");
      return NULL;
    }
    if (len == size - 2) {
      bad(l, "line too long, expected KEY = VALUE of at most 190 characters");
      return NULL;
    }
    out[len++] = (char)c;
  }
  if (c == EOF && len == 0) return NULL;
  out[len] = '\0';
  check_section(l, out);
  if (l->bad_line) return NULL;
  out[len++] = '\n';
  out[len] = '\0';
  return out;
}

static int take_pair(void *user, const char *section, const char *name, const char *value) {
  struct load *l = user;
  unsigned key = config_key_find(section, name);
  char reason[REASON];

  if (key == config_key_count) {
    snprintf(reason, sizeof reason,
             "unknown key '%s' in section '%s', expected one that twinack run --print-config shows",
             text_quote(name).text, text_quote(section).text);
  } else if (l->cfg->lines[key] && config_keys[key].type != CONFIG_FAULTS) {
    snprintf(reason, sizeof reason, "%s: given again after line %u, expected each key once", name,
             l->cfg->lines[key]);
  } else {
    l->cfg->lines[key] = l->line;
    if (config_key_set(l->cfg, key, value, reason, sizeof reason) == 0) return 1;
  }
  bad(l, reason);
  return 0;
}

static int conclude(struct load *l, int result, char *err, size_t err_size) {
  const char *path = l->cfg->file;

  if (ferror(l->file)) {
    snprintf(err, err_size, "%s: %s, expected a configuration file", path, strerror(errno));
    return -1;
  }
  if (result > 0 && (l->bad_line == 0 || (unsigned)result < l->bad_line)) {
    snprintf(err, err_size, "%s:%d: not understood, expected [SECTION] or KEY = VALUE", path,
             result);
    return -1;
  }
  if (l->bad_line) {
    snprintf(err, err_size, "%s:%u: %s", path, l->bad_line, l->reason);
    return -1;
  }
  unsigned trace = config_key_find("host", "trace");
  if (l->cfg->trace[0] && l->cfg->has_workload) {
    snprintf(err, err_size,
             "%s:%u: trace: there is a [workload] too, expected a trace or a workload", path,
             l->cfg->lines[trace]);
    return -1;
  }
  return 0;
}

int config_load(struct config *cfg, const char *path, char *err, size_t err_size) {
  struct load l = {.cfg = cfg, .file = fopen(path, "r")};

  snprintf(cfg->file, sizeof cfg->file, "%s", path);
  if (!l.file) {
    snprintf(err, err_size, "%s: %s, expected a configuration file", path, strerror(errno));
    return -1;
  }
  int result = conclude(&l, ini_parse_stream(read_line, &l, take_pair, &l), err, err_size);
  fclose(l.file);
  return result;
}

int config_set(struct config *cfg, const char *section, const char *key, const char *value,
               char *err, size_t err_size) {
  unsigned i = config_key_find(section, key);

  if (i == config_key_count) {
    snprintf(err, err_size,
             "unknown key '%s.%s', expected one that twinack run --print-config shows",
             text_quote(section).text, text_quote(key).text);
    return -1;
  }
  cfg->lines[i] = 0;
  if (config_key_set(cfg, i, value, err, err_size)) return -1;
  if (strcmp(key, "trace") == 0 && value[0]) cfg->has_workload = false;
  if (strcmp(section, "workload") == 0) cfg->trace[0] = '\0';
  return 0;
}

int config_set_workload(struct config *cfg, const char *text, char *err, size_t err_size) {
  cfg->has_workload = true;
  cfg->trace[0] = '\0';
  return workload_parse(&cfg->workload, text, err, err_size);
}

bool config_closed(const struct config *cfg) {
  if (cfg->pace != CONFIG_PACE_AUTO) return cfg->pace == CONFIG_PACE_CLOSED;
  return cfg->trace[0] == '\0' && cfg->workload.rate == 0;
}

unsigned config_depth(const struct config *cfg) {
  if (cfg->depth) return cfg->depth;
  return cfg->trace[0] ? CSIM_QUEUE_DEPTH : cfg->workload.depth;
}

static unsigned us_in_cycles(unsigned us, unsigned period_ps) {
  return (unsigned)(us * UINT64_C(1000000) / period_ps);
}

void config_csim(const struct config *cfg, unsigned mode, struct csim_config *out) {
  *out = cfg->csim;
  out->mode = mode;
  out->tick_cycles = us_in_cycles(cfg->heartbeat_us, out->period_a_ps);
  out->silence_cycles = us_in_cycles(cfg->silence_us, out->period_a_ps);
  out->disk.image = cfg->image[0] ? cfg->image : NULL;
}

/* Puts the place where the key was set in front of "key: reason, expected what", or of what
 * fault_check() says. */
static int explain(const struct config *cfg, const char *reason, char *err, size_t err_size) {
  size_t len = strcspn(reason, ": ");

  for (unsigned i = 0; i < config_key_count; i++) {
    const char *name = config_keys[i].name;
    if (cfg->lines[i] == 0 || strlen(name) != len || memcmp(name, reason, len)) continue;
    snprintf(err, err_size, "%s:%u: %s", cfg->file, cfg->lines[i], reason);
    return -1;
  }
  snprintf(err, err_size, "configuration: %s", reason);
  return -1;
}

static int check_image(const struct config *cfg, char *reason, size_t size) {
  const struct disk_config disk = {.spindles = cfg->csim.disk.spindles, .image = cfg->image};
  char file[PATH_MAX + DISK_IMAGE_SUFFIX];
  struct stat st;

  if (cfg->image[0] == '\0') return 0;
  if (cfg->mode_count > 1) {
    snprintf(reason, size, "image: %u modes would share it, expected a single mode",
             cfg->mode_count);
    return -1;
  }
  for (unsigned n = 0; n <= disk.spindles; n++) {
    disk_image_file(&disk, n, file, sizeof file);
    if (stat(file, &st) || st.st_size == 0) continue;
    snprintf(reason, size,
             "image: '%s' has contents that nobody could judge, expected a new or empty file",
             text_quote(file).text);
    return -1;
  }
  return 0;
}

/* Creating a system is how its own checks are asked; the image stays out of it, because asking
 * would already create it. */
static int check_csim(const struct config *cfg, char *reason, size_t size) {
  for (unsigned i = 0; i < cfg->mode_count; i++) {
    struct csim_config one;
    config_csim(cfg, cfg->modes[i], &one);
    one.disk.image = NULL;
    struct csim *s = csim_create(&one, reason, size);
    if (!s) return -1;
    csim_destroy(s);
  }
  return 0;
}

/* A command whose controller dies has no end on one path. */
static int check_faults(const struct config *cfg, char *reason, size_t size) {
  const struct csim_config *c = &cfg->csim;
  struct disk_config disk = c->disk;
  struct fault_world world = {.topology = c->power.topology,
                              .managed = c->managed,
                              .nominal_mv = c->power.nominal_mv,
                              .battery_us = c->power.battery_us,
                              .run_ps = cfg->run_us * 1000000,
                              .disk = &disk};

  disk.blocks = TWK_VOLUMES * c->volume_blocks;

  if (c->faults.count && !c->multipath) {
    snprintf(reason, size, "multipath: a host with one path and faults, expected yes");
    return -1;
  }
  for (unsigned i = 0; i < cfg->mode_count; i++) {
    world.mode = cfg->modes[i];
    if (fault_check(&c->faults, &world, reason, size)) return -1;
  }
  return 0;
}

static int check_source(const struct config *cfg, char *reason, size_t size) {
  if (!cfg->has_workload) return 0;
  if (cfg->pace == CONFIG_PACE_TRACE && cfg->workload.rate == 0) {
    snprintf(reason, size, "pace: a workload with rate 0 has no arrival times, expected closed");
    return -1;
  }
  return workload_check(&cfg->workload, reason, size);
}

int config_check(const struct config *cfg, char *err, size_t err_size) {
  char reason[REASON];

  if (check_source(cfg, reason, sizeof reason) || check_image(cfg, reason, sizeof reason) ||
      check_faults(cfg, reason, sizeof reason) || check_csim(cfg, reason, sizeof reason))
    return explain(cfg, reason, err, err_size);
  return 0;
}
