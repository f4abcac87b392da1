/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_config.c: default figures of the disks, and the check of those given.
 */
#include "disk_config.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define MAX_BLOCKS (1ULL << 40) /* the width of an LBA in rtl/twinack.layout */
#define MAX_US 1000000U

/* Hard disk, 7200 rpm. Single-track seek 1.0 ms (Hitachi 7K320), average 8.2 to 8.5 ms (Ultrastar
 * 7K4000, Deskstar 7K1000.C), sustained 205 MB/s (Ultrastar He8). The square-root law averages 8/15
 * of its range over random pairs of blocks, so a full stroke of 15 ms gives 8.5 ms. */
#define HDD_SEEK_MIN_US 1000
#define HDD_SEEK_MAX_US 15000
#define HDD_RPM 7200
#define HDD_TRANSFER_MBS 205.0

/* Flash. The Intel P4500 (2017) states 85 us for a random 4 KiB read and 13 to 20 us for a write,
 * which ends in a buffer behind capacitors; later parts read faster, and a block here is 512 bytes.
 * Eight channels of four dies are usual in NVMe drives, and a die is what is busy meanwhile: 32
 * commands at once; ONFI 4.1 moves 1200 MT/s over an 8-bit channel. */
#define FLASH_READ_US 60
#define FLASH_WRITE_US 15
#define FLASH_CHANNELS 32
#define FLASH_TRANSFER_MBS 1200.0

void disk_defaults(struct disk_config *cfg) {
  memset(cfg, 0, sizeof *cfg);
  cfg->kind = DISK_FLASH;
  cfg->spindles = 4;
  cfg->chunk_blocks = 8; /* 4 KiB: a run of any length keeps every spindle busy */
  cfg->blocks = 1ULL << 27;
  cfg->seek_min_us = HDD_SEEK_MIN_US;
  cfg->seek_max_us = HDD_SEEK_MAX_US;
  cfg->rpm = HDD_RPM;
  cfg->read_us = FLASH_READ_US;
  cfg->write_us = FLASH_WRITE_US;
  cfg->channels = FLASH_CHANNELS;
  cfg->seed = 1;
}

double disk_config_transfer_mbs(const struct disk_config *cfg) {
  if (cfg->transfer_mbs != 0) return cfg->transfer_mbs;
  return cfg->kind == DISK_HDD ? HDD_TRANSFER_MBS : FLASH_TRANSFER_MBS;
}

struct range {
  const char *key;
  uint64_t value, low, high;
};

static bool ranges_ok(const struct range *r, size_t count, char *err, size_t err_size) {
  for (size_t i = 0; i < count; i++) {
    if (r[i].value >= r[i].low && r[i].value <= r[i].high) continue;
    snprintf(err, err_size, "%s: %" PRIu64 " is out of range, expected %" PRIu64 "..%" PRIu64,
             r[i].key, r[i].value, r[i].low, r[i].high);
    return false;
  }
  return true;
}

static bool transfer_ok(const struct disk_config *cfg, char *err, size_t err_size) {
  /* Written so that a NaN fails as well. */
  if (cfg->transfer_mbs == 0 || (cfg->transfer_mbs >= 0.1 && cfg->transfer_mbs <= 1e6)) return true;
  snprintf(err, err_size,
           "transfer_mbs: %g is out of range, expected 0 (usual for the kind) or 0.1..1e6",
           cfg->transfer_mbs);
  return false;
}

static bool raid_ok(const struct disk_config *cfg, char *err, size_t err_size) {
  if (cfg->raid == DISK_STRIPE || (cfg->raid == DISK_MIRROR && cfg->spindles % 2 == 0)) return true;
  if (cfg->raid == DISK_MIRROR)
    snprintf(err, err_size, "spindles: %u cannot be paired, expected an even number for a mirror",
             cfg->spindles);
  else
    snprintf(err, err_size, "raid: %d is unknown, expected stripe or mirror", (int)cfg->raid);
  return false;
}

static bool image_ok(const struct disk_config *cfg, char *err, size_t err_size) {
  if (!cfg->image || strlen(cfg->image) < PATH_MAX) return true;
  snprintf(err, err_size, "image: the name is too long, expected less than %d characters",
           PATH_MAX);
  return false;
}

bool disk_config_check(const struct disk_config *cfg, char *err, size_t err_size) {
  const struct range common[] = {
      {"spindles", cfg->spindles, 1, DISK_MAX_SPINDLES},
      {"chunk_blocks", cfg->chunk_blocks, 1, MAX_BLOCKS},
      {"blocks", cfg->blocks, 1, MAX_BLOCKS},
  };
  const struct range hdd[] = {
      {"seek_min_us", cfg->seek_min_us, 0, MAX_US},
      {"seek_max_us", cfg->seek_max_us, cfg->seek_min_us, MAX_US},
      {"rpm", cfg->rpm, 100, 100000},
  };
  const struct range flash[] = {
      {"read_us", cfg->read_us, 0, MAX_US},
      {"write_us", cfg->write_us, 0, MAX_US},
      {"channels", cfg->channels, 1, DISK_MAX_CHANNELS},
  };
  if (!ranges_ok(common, 3, err, err_size) || !transfer_ok(cfg, err, err_size) ||
      !raid_ok(cfg, err, err_size) || !image_ok(cfg, err, err_size))
    return false;
  switch (cfg->kind) {
    case DISK_HDD:
      return ranges_ok(hdd, 3, err, err_size);
    case DISK_FLASH:
      return ranges_ok(flash, 3, err, err_size);
  }
  snprintf(err, err_size, "kind: %d is unknown, expected hdd or flash", (int)cfg->kind);
  return false;
}
