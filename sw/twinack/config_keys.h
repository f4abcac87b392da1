/* SPDX-License-Identifier: Apache-2.0 */
/* config_keys.h: the table of keys. Private to config*.c. */
#ifndef TWINACK_CONFIG_KEYS_H
#define TWINACK_CONFIG_KEYS_H

#include "config.h"

enum config_type {
  CONFIG_UINT,    /* unsigned, min..max */
  CONFIG_EVEN,    /* the same, even */
  CONFIG_U64,     /* uint64_t, min..max */
  CONFIG_BLOCKS,  /* uint64_t of blocks, written in bytes */
  CONFIG_REAL,    /* double */
  CONFIG_BOOL,    /* yes or no */
  CONFIG_CHOICE,  /* unsigned: index into choices */
  CONFIG_FLUSH,   /* bool: protected or disk */
  CONFIG_PER_256, /* unsigned n, written as the fraction n/256 */
  CONFIG_PATH,    /* char[PATH_MAX] */
  CONFIG_MODE_LIST,
  CONFIG_FAULTS,  /* struct fault_list; each value adds to it, an empty one empties it */
  CONFIG_EXPECT,  /* struct expect_range */
  CONFIG_WORKLOAD /* a key of workload.h */
};

struct config_key {
  const char *section, *name;
  enum config_type type;
  size_t offset; /* in struct config */
  double min, max;
  const char *choices; /* "a|b|c" */
};

extern const struct config_key config_keys[];
extern const unsigned config_key_count;

/* Index into config_keys; config_key_count when there is no such key. */
unsigned config_key_find(const char *section, const char *name);
bool config_section_known(const char *section);
/* 0; or -1 with "reason, expected what" in err. */
int config_key_set(struct config *cfg, unsigned key, const char *value, char *err, size_t err_size);

#endif
