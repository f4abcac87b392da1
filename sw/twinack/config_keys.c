/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of the configuration: where each lives, what it accepts. */
#include "config_keys.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "text.h"
#include "twk_layout.h"

#define AT(member) offsetof(struct config, member)
#define WORKLOAD_KEY(name) \
  { "workload", name, CONFIG_WORKLOAD, 0, 0, 0, NULL }

#define POWER_KEY(name, member, min, max) \
  { "power", name, CONFIG_UINT, AT(csim.power.member), min, max, NULL }
#define EXPECT_KEY(name, value) {"expect", #name, CONFIG_EXPECT, AT(expect.name), 0, 0, NULL},

#define BLOCK 512
#define SEED_MAX 1e18 /* below 2^63, which is what JSON numbers keep */

const struct config_key config_keys[] = {
    {"system", "mode", CONFIG_MODE_LIST, 0, 0, 0, "early|sync|through|local"},
    {"system", "seed", CONFIG_U64, AT(csim.seed), 0, SEED_MAX, NULL},
    {"system", "volume", CONFIG_BLOCKS, AT(csim.volume_blocks), BLOCK, 0x1p46, NULL},
    {"clocks", "a_ps", CONFIG_EVEN, AT(csim.period_a_ps), 200, 1000000, NULL},
    {"clocks", "b_ps", CONFIG_EVEN, AT(csim.period_b_ps), 200, 1000000, NULL},
    {"clocks", "m_ps", CONFIG_EVEN, AT(csim.period_m_ps), 200, 1000000, NULL},
    {"clocks", "jitter_ps", CONFIG_UINT, AT(csim.jitter_ps), 0, 250000, NULL},
    {"clocks", "random_phase", CONFIG_BOOL, AT(csim.random_phase), 0, 0, NULL},
    {"clocks", "random_crossing", CONFIG_BOOL, AT(csim.random_crossing), 0, 0, NULL},
    {"fifo", "limit", CONFIG_UINT, AT(csim.fifo_limit), 1, 1 << 20, NULL},
    {"link", "latency_ns", CONFIG_UINT, AT(csim.link_latency_ns), 0, 1000000, NULL},
    {"link", "rate", CONFIG_PER_256, AT(csim.link_rate), 1, 256, NULL},
    {"power", "topology", CONFIG_CHOICE, AT(csim.power.topology), 0, 0, "peer|third|battery|own"},
    POWER_KEY("nominal_mv", nominal_mv, 1, 60000),
    POWER_KEY("uv_mv", uv_mv, 1, 60000),
    POWER_KEY("hyst_mv", hyst_mv, 0, 60000),
    POWER_KEY("logic_mv", logic_mv, 1, 60000),
    POWER_KEY("retention_mv", retention_mv, 1, 60000),
    POWER_KEY("fall_mv", fall_mv, 1, 60000),
    POWER_KEY("rise_mv", rise_mv, 1, 60000),
    POWER_KEY("rail_fall_mv", rail_fall_mv, 1, 60000),
    POWER_KEY("detect_ns", detect_ns, 0, 6553500),
    POWER_KEY("switch_ns", switch_ns, 0, 6553500),
    POWER_KEY("validate_us", validate_us, 0, 100000000),
    POWER_KEY("holdup_us", holdup_us, 0, 100000000),
    POWER_KEY("battery_us", battery_us, 0, 400000000),
    POWER_KEY("battery_charge", battery_charge, 1, 65535),
    POWER_KEY("battery_age", battery_age, 1, 100),
    POWER_KEY("battery_low", battery_low, 0, 100),
    {"failover", "managed", CONFIG_BOOL, AT(csim.managed), 0, 0, NULL},
    {"failover", "heartbeat_us", CONFIG_UINT, AT(heartbeat_us), 1, 1000000, NULL},
    {"failover", "silence_us", CONFIG_UINT, AT(silence_us), 1, 1000000, NULL},
    {"failover", "link_grace", CONFIG_UINT, AT(csim.controller.link_grace), 1, 1000000, NULL},
    {"failover", "boot_ticks", CONFIG_UINT, AT(csim.controller.boot_ticks), 1, 1000000, NULL},
    {"failover", "lamp_us", CONFIG_UINT, AT(csim.lamp_us), 0, 10000000, NULL},
    {"failover", "settle_us", CONFIG_UINT, AT(csim.settle_us), 0, 10000000, NULL},
    {"controller", "destage_start", CONFIG_UINT, AT(csim.controller.destage_start), 0,
     CONTROLLER_MAX_SLOTS, NULL},
    {"controller", "destage_stop", CONFIG_UINT, AT(csim.controller.destage_stop), 0,
     CONTROLLER_MAX_SLOTS, NULL},
    {"controller", "disk_depth", CONFIG_UINT, AT(csim.controller.disk_depth), 1, 64, NULL},
    {"controller", "flush", CONFIG_FLUSH, AT(csim.controller.flush_to_disk), 0, 0,
     "protected|disk"},
    {"controller", "cost_decision", CONFIG_UINT, AT(csim.controller.cost_decision), 0, 100000,
     NULL},
    {"controller", "cost_entry", CONFIG_UINT, AT(csim.controller.cost_entry), 0, 100000, NULL},
    {"disk", "kind", CONFIG_CHOICE, AT(csim.disk.kind), 0, 0, "hdd|flash"},
    {"disk", "raid", CONFIG_CHOICE, AT(csim.disk.raid), 0, 0, "stripe|mirror"},
    {"disk", "spindles", CONFIG_UINT, AT(csim.disk.spindles), 1, DISK_MAX_SPINDLES, NULL},
    {"disk", "chunk", CONFIG_BLOCKS, AT(csim.disk.chunk_blocks), BLOCK, 0x1p48, NULL},
    {"disk", "seek_min_us", CONFIG_UINT, AT(csim.disk.seek_min_us), 0, 1000000, NULL},
    {"disk", "seek_max_us", CONFIG_UINT, AT(csim.disk.seek_max_us), 0, 1000000, NULL},
    {"disk", "rpm", CONFIG_UINT, AT(csim.disk.rpm), 100, 100000, NULL},
    {"disk", "transfer_mbs", CONFIG_REAL, AT(csim.disk.transfer_mbs), 0, 1e6, NULL},
    {"disk", "read_us", CONFIG_UINT, AT(csim.disk.read_us), 0, 1000000, NULL},
    {"disk", "write_us", CONFIG_UINT, AT(csim.disk.write_us), 0, 1000000, NULL},
    {"disk", "channels", CONFIG_UINT, AT(csim.disk.channels), 1, DISK_MAX_CHANNELS, NULL},
    {"disk", "image", CONFIG_PATH, AT(image), 0, 0, NULL},
    {"host", "trace", CONFIG_PATH, AT(trace), 0, 0, NULL},
    {"host", "pace", CONFIG_CHOICE, AT(pace), 0, 0, "auto|trace|closed"},
    {"host", "depth", CONFIG_UINT, AT(depth), 0, CSIM_QUEUE_DEPTH, NULL},
    {"host", "time_scale", CONFIG_REAL, AT(time_scale), 0, 1e6, NULL},
    {"host", "max_gap_us", CONFIG_U64, AT(max_gap_us), 0, 1e12, NULL},
    {"host", "wrap", CONFIG_BOOL, AT(wrap), 0, 0, NULL},
    {"host", "switch", CONFIG_BOOL, AT(csim.host_switch), 0, 0, NULL},
    {"host", "multipath", CONFIG_BOOL, AT(csim.multipath), 0, 0, NULL},
    {"host", "retry_pause_ns", CONFIG_UINT, AT(csim.retry_pause_ns), 1, 1000000000, NULL},
    {"host", "retry_limit_us", CONFIG_UINT, AT(csim.retry_limit_us), 0, 100000000, NULL},
    {"fault", "fault", CONFIG_FAULTS, AT(csim.faults), 0, 0, NULL},
    {"fault", "run_us", CONFIG_U64, AT(run_us), 1, 1e10, NULL},
    EXPECT_NUMBERS(EXPECT_KEY){"expect", "state_a", CONFIG_CHOICE, AT(expect.state[0]), 0, 0,
                               EXPECT_STATES},
    {"expect", "state_b", CONFIG_CHOICE, AT(expect.state[1]), 0, 0, EXPECT_STATES},
    WORKLOAD_KEY("pattern"),
    WORKLOAD_KEY("theta"),
    WORKLOAD_KEY("write"),
    WORKLOAD_KEY("flush"),
    WORKLOAD_KEY("bs"),
    WORKLOAD_KEY("span"),
    WORKLOAD_KEY("volumes"),
    WORKLOAD_KEY("count"),
    WORKLOAD_KEY("rate"),
    WORKLOAD_KEY("burst"),
    WORKLOAD_KEY("arrival"),
    WORKLOAD_KEY("depth"),
};

const unsigned config_key_count = sizeof config_keys / sizeof *config_keys;

_Static_assert(sizeof config_keys / sizeof *config_keys <= CONFIG_KEYS_MAX, "raise the limit");
_Static_assert(TWK_MODE_EARLY == 0 && TWK_MODE_SYNC == 1 && TWK_MODE_THROUGH == 2 &&
                   TWK_MODE_LOCAL == 3 && DISK_HDD == 0 && DISK_FLASH == 1 && DISK_STRIPE == 0 &&
                   DISK_MIRROR == 1 && TWK_TOPOLOGY_PEER == 0 && TWK_TOPOLOGY_THIRD == 1 &&
                   TWK_TOPOLOGY_BATTERY == 2 && TWK_TOPOLOGY_OWN == 3,
               "the choices above are in the order of their numbers");
_Static_assert(sizeof(enum disk_kind) == sizeof(unsigned) &&
                   sizeof(enum disk_raid) == sizeof(unsigned),
               "a choice is stored as unsigned");

unsigned config_key_find(const char *section, const char *name) {
  unsigned i = 0;

  while (i < config_key_count &&
         (strcmp(config_keys[i].section, section) || strcmp(config_keys[i].name, name)))
    i++;
  return i;
}

bool config_section_known(const char *section) {
  for (unsigned i = 0; i < config_key_count; i++)
    if (strcmp(config_keys[i].section, section) == 0) return true;
  return false;
}

/* Index of the first `len` characters of text in "a|b|c"; -1 when it is none of them. */
static int choice(const char *choices, const char *text, size_t len) {
  for (int i = 0;; i++) {
    size_t here = strcspn(choices, "|");
    if (here == len && memcmp(choices, text, len) == 0) return i;
    if (choices[here] == '\0') return -1;
    choices += here + 1;
  }
}

static bool set_modes(struct config *cfg, const char *choices, const char *value) {
  unsigned seen = 0;

  cfg->mode_count = 0;
  for (;; value++) {
    size_t len = strcspn(value, ",");
    int mode = choice(choices, value, len);
    if (mode < 0 || seen & 1U << mode) return false;
    seen |= 1U << mode;
    cfg->modes[cfg->mode_count++] = (unsigned)mode;
    value += len;
    if (*value == '\0') return true;
  }
}

static bool set_per_256(unsigned *out, const char *value) {
  double fraction;

  if (!text_real(value, 1.0 / 256, 1, &fraction)) return false;
  *out = (unsigned)(fraction * 256);
  return *out == fraction * 256; /* exact: both are dyadic or the value is refused */
}

static bool set_choice(unsigned *out, const char *choices, const char *value) {
  int i = choice(choices, value, strlen(value));

  if (i < 0) return false;
  *out = (unsigned)i;
  return true;
}

static bool set_bool(bool *out, const char *choices, const char *value) {
  int i = choice(choices, value, strlen(value));

  if (i < 0) return false;
  *out = i == 1;
  return true;
}

static bool set_number(void *at, const struct config_key *k, const char *value) {
  uint64_t v;
  bool blocks = k->type == CONFIG_BLOCKS;

  if (k->type == CONFIG_REAL) return text_real(value, k->min, k->max, at);
  if (!(blocks ? text_size : text_u64)(value, (uint64_t)k->min, (uint64_t)k->max, &v)) return false;
  if (k->type == CONFIG_UINT || k->type == CONFIG_EVEN) {
    *(unsigned *)at = (unsigned)v;
    return k->type == CONFIG_UINT || v % 2 == 0;
  }
  *(uint64_t *)at = blocks ? v / BLOCK : v;
  return !blocks || v % BLOCK == 0;
}

static bool set_path(char *at, const char *value) {
  size_t len = strlen(value);

  if (len >= PATH_MAX) return false;
  memcpy(at, value, len + 1);
  return true;
}

static bool set_value(struct config *cfg, const struct config_key *k, const char *value) {
  void *at = (char *)cfg + k->offset;

  switch (k->type) {
    case CONFIG_BOOL:
      return set_bool(at, "no|yes", value);
    case CONFIG_FLUSH:
      return set_bool(at, k->choices, value);
    case CONFIG_CHOICE:
      return set_choice(at, k->choices, value);
    case CONFIG_PER_256:
      return set_per_256(at, value);
    case CONFIG_PATH:
      return set_path(at, value);
    case CONFIG_MODE_LIST:
      return set_modes(cfg, k->choices, value);
    case CONFIG_EXPECT:
      return expect_parse(value, at);
    default:
      return set_number(at, k, value);
  }
}

static void expected(const struct config_key *k, char *out, size_t size) {
  switch (k->type) {
    case CONFIG_UINT:
    case CONFIG_U64:
      snprintf(out, size, "a whole number, %.0f to %" PRIu64, k->min, (uint64_t)k->max);
      break;
    case CONFIG_EVEN:
      snprintf(out, size, "an even number, %.0f to %.0f", k->min, k->max);
      break;
    case CONFIG_BLOCKS:
      snprintf(out, size, "a multiple of 512 bytes up to 2^%.0f, such as 64M", log2(k->max));
      break;
    case CONFIG_REAL:
      snprintf(out, size, "a number, %.15g to %.15g", k->min, k->max);
      break;
    case CONFIG_BOOL:
      snprintf(out, size, "yes or no");
      break;
    case CONFIG_PER_256:
      snprintf(out, size, "a multiple of 1/256 up to 1, such as 0.5");
      break;
    case CONFIG_MODE_LIST:
      snprintf(out, size, "each at most once of %s, with commas between", k->choices);
      break;
    case CONFIG_EXPECT:
      snprintf(out, size, "N, N-M, N+ (at least N) or any");
      break;
    case CONFIG_PATH:
      snprintf(out, size, "a file name below %d characters", PATH_MAX);
      break;
    default:
      snprintf(out, size, "one of %s", k->choices);
  }
}

static int set_faults(struct fault_list *list, const char *value, char *err, size_t err_size) {
  if (*value) return fault_parse(value, list, err, err_size);
  list->count = 0;
  return 0;
}

int config_key_set(struct config *cfg, unsigned key, const char *value, char *err,
                   size_t err_size) {
  const struct config_key *k = &config_keys[key];
  char range[96];

  if (k->type == CONFIG_WORKLOAD) {
    cfg->has_workload = true;
    return workload_set(&cfg->workload, k->name, value, err, err_size);
  }
  if (k->type == CONFIG_FAULTS) return set_faults(&cfg->csim.faults, value, err, err_size);
  if (set_value(cfg, k, value)) return 0;
  expected(k, range, sizeof range);
  snprintf(err, err_size, "%s: bad value '%s', expected %s", k->name, text_quote(value).text,
           range);
  return -1;
}
