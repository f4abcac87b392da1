/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration as an INI file that says the same. */
#include <inttypes.h>
#include <string.h>

#include "config_keys.h"

/* 1 k, 1 M and 1 G only where nothing is lost. */
static void print_bytes(FILE *out, uint64_t bytes) {
  static const char *const suffix[] = {"", "k", "M", "G"};
  unsigned i = 0;

  while (i < 3 && bytes && bytes % 1024 == 0) {
    bytes /= 1024;
    i++;
  }
  fprintf(out, "%" PRIu64 "%s", bytes, suffix[i]);
}

static void print_choice(FILE *out, const char *choices, unsigned index) {
  for (; index > 0; index--) choices += strcspn(choices, "|") + 1;
  fprintf(out, "%.*s", (int)strcspn(choices, "|"), choices);
}

static void print_modes(FILE *out, const struct config *cfg) {
  for (unsigned i = 0; i < cfg->mode_count; i++)
    fprintf(out, "%s%s", i ? "," : "", config_mode_name(cfg->modes[i]));
}

static void print_sizes(FILE *out, const struct workload_config *w) {
  for (unsigned i = 0; i < w->sizes; i++) {
    if (i) fputc('/', out);
    print_bytes(out, w->size[i].blocks * UINT64_C(512));
    if (w->sizes > 1) fprintf(out, ":%u", w->size[i].weight);
  }
}

static void print_workload(FILE *out, const struct workload_config *w, const char *name) {
  if (strcmp(name, "pattern") == 0)
    print_choice(out, "sequential|random|zipf", w->pattern);
  else if (strcmp(name, "theta") == 0)
    fprintf(out, "%.15g", w->theta);
  else if (strcmp(name, "write") == 0)
    fprintf(out, "%u", w->write_percent);
  else if (strcmp(name, "flush") == 0)
    fprintf(out, "%u", w->flush_percent);
  else if (strcmp(name, "bs") == 0)
    print_sizes(out, w);
  else if (strcmp(name, "span") == 0)
    print_bytes(out, w->span_blocks * 512);
  else if (strcmp(name, "volumes") == 0)
    fprintf(out, "%u", w->volumes);
  else if (strcmp(name, "count") == 0)
    fprintf(out, "%" PRIu64, w->count);
  else if (strcmp(name, "rate") == 0)
    fprintf(out, "%.15g", w->rate);
  else if (strcmp(name, "burst") == 0)
    fprintf(out, "%u", w->burst);
  else if (strcmp(name, "arrival") == 0)
    fprintf(out, "%s", w->poisson ? "poisson" : "fixed");
  else if (strcmp(name, "depth") == 0)
    fprintf(out, "%u", w->depth);
}

static void print_range(FILE *out, const struct expect_range *range) {
  char text[64];

  expect_print(range, text, sizeof text);
  fputs(text, out);
}

/* One line each: a line of an INI file may not be long. */
static void print_faults(FILE *out, const struct fault_list *list, const char *key) {
  char text[FAULT_TEXT];

  for (unsigned i = 0; i < list->count; i++) {
    fault_print(&list->fault[i], text, sizeof text);
    if (i) fprintf(out, "\n%s = ", key);
    fputs(text, out);
  }
}

static void print_value(FILE *out, const struct config *cfg, const struct config_key *k) {
  const void *at = (const char *)cfg + k->offset;

  switch (k->type) {
    case CONFIG_UINT:
    case CONFIG_EVEN:
      fprintf(out, "%u", *(const unsigned *)at);
      break;
    case CONFIG_U64:
      fprintf(out, "%" PRIu64, *(const uint64_t *)at);
      break;
    case CONFIG_BLOCKS:
      print_bytes(out, *(const uint64_t *)at * 512);
      break;
    case CONFIG_REAL:
      fprintf(out, "%.15g", *(const double *)at);
      break;
    case CONFIG_BOOL:
      print_choice(out, "no|yes", *(const bool *)at);
      break;
    case CONFIG_FLUSH:
      print_choice(out, k->choices, *(const bool *)at);
      break;
    case CONFIG_CHOICE:
      print_choice(out, k->choices, *(const unsigned *)at);
      break;
    case CONFIG_PER_256:
      fprintf(out, "%.15g", *(const unsigned *)at / 256.0);
      break;
    case CONFIG_PATH:
      fprintf(out, "%s", (const char *)at);
      break;
    case CONFIG_MODE_LIST:
      print_modes(out, cfg);
      break;
    case CONFIG_FAULTS:
      print_faults(out, at, k->name);
      break;
    case CONFIG_EXPECT:
      print_range(out, at);
      break;
    case CONFIG_WORKLOAD:
      print_workload(out, &cfg->workload, k->name);
      break;
  }
}

void config_print(const struct config *cfg, FILE *out) {
  const char *section = "";

  for (unsigned i = 0; i < config_key_count; i++) {
    const struct config_key *k = &config_keys[i];
    if (strcmp(k->section, "workload") == 0 && cfg->trace[0]) break;
    if (strcmp(section, k->section)) fprintf(out, "%s[%s]\n", *section ? "\n" : "", k->section);
    section = k->section;
    fprintf(out, "%s = ", k->name);
    print_value(out, cfg, k);
    fputc('\n', out);
  }
}
