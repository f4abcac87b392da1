/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config.h: everything that decides what a run simulates: defaults, an INI file, single settings.
 *
 * Every key has a section, a name, a range and a default; docs/twinack.ini lists and explains
 * them. Later settings win over the file, the file over the defaults.
 */
#ifndef TWINACK_CONFIG_H
#define TWINACK_CONFIG_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include "csim.h"
#include "expect.h"
#include "workload.h"

#define CONFIG_MODES 4
#define CONFIG_KEYS_MAX 128

enum config_pace {
  CONFIG_PACE_AUTO,  /* a trace: its arrival times; a workload: closed when its rate is 0 */
  CONFIG_PACE_TRACE, /* by arrival times */
  CONFIG_PACE_CLOSED /* as fast as the depth allows, in order */
};

struct config {
  struct csim_config csim; /* mode and disk.image: see config_csim() */
  unsigned modes[CONFIG_MODES], mode_count;
  unsigned pace;       /* enum config_pace */
  unsigned depth;      /* requests outstanding per volume, closed pace; 0: the workload's own, 32 */
  double time_scale;   /* of arrival times */
  uint64_t run_us;     /* within which faults come */
  uint64_t max_gap_us; /* between arrivals, after scaling; 0: any */
  bool wrap;           /* requests beyond the volume are folded into it */
  char trace[PATH_MAX];              /* "": none */
  char image[PATH_MAX];              /* "": disks in memory */
  unsigned heartbeat_us, silence_us; /* become cycles of clk_a in config_csim() */
  struct expect expect;
  bool has_workload;
  struct workload_config workload;
  char file[PATH_MAX];             /* the INI file, for messages */
  unsigned lines[CONFIG_KEYS_MAX]; /* where the file sets each key; 0: nowhere */
};

void config_defaults(struct config *cfg);

/* 0; or -1 with one line in err, "FILE:LINE: reason, expected what". On failure *cfg is unusable.
 */
int config_load(struct config *cfg, const char *path, char *err, size_t err_size);

/* Sets one key, over whatever was set before. 0; or -1 with "reason, expected what" in err. */
int config_set(struct config *cfg, const char *section, const char *key, const char *value,
               char *err, size_t err_size);

/* A workload description instead of whatever was to be replayed. 0; or -1 with a line in err. */
int config_set_workload(struct config *cfg, const char *text, char *err, size_t err_size);

/* Do the keys agree with each other, and does csim accept them in every mode? 0; or -1 with a line
 * in err. */
int config_check(const struct config *cfg, char *err, size_t err_size);

/* Requests outstanding per volume in closed pace. */
unsigned config_depth(const struct config *cfg);
bool config_closed(const struct config *cfg);

/* The configuration of one mode's system. It points into cfg. */
void config_csim(const struct config *cfg, unsigned mode, struct csim_config *out);

/* All keys with their present values, as an INI file. */
void config_print(const struct config *cfg, FILE *out);

/* "early", "sync", "through" or "local". */
const char *config_mode_name(unsigned mode);

#endif
