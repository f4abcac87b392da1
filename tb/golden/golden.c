/* SPDX-License-Identifier: Apache-2.0 */
/* Writes one model's vector file; the format is described in README.md. */
#include "golden.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "golden_writer.h"

enum { MAX_WORDS = 128 };

struct golden_writer {
  FILE *out; /* the lines, which the header follows since it counts them */
  uint64_t now[MAX_WORDS], before[MAX_WORDS];
  bool unknown[MAX_WORDS], unknown_before[MAX_WORDS];
  unsigned clocks_before;
  uint64_t cycles, repeats;
};

static unsigned words(const struct golden_port *p) {
  return (p->width + 63) / 64;
}

static bool several_clocks(const char *clocks) {
  return strchr(clocks, ' ') != NULL;
}

void golden_unknown(struct golden *g, const uint64_t *pin) {
  g->writer->unknown[pin - (const uint64_t *)g->pins] = true;
}

static void end_repeats(struct golden_writer *w) {
  if (w->repeats != 0) fprintf(w->out, "*%llu\n", (unsigned long long)w->repeats);
  w->repeats = 0;
}

static void put_value(FILE *out, const uint64_t *value, unsigned width) {
  unsigned i = (width + 63) / 64;
  while (i > 1 && value[i - 1] == 0) i--;
  fprintf(out, "%llx", (unsigned long long)value[--i]);
  while (i-- > 0) fprintf(out, "%016llx", (unsigned long long)value[i]);
}

static void put_word(FILE *out, bool *begun) {
  if (*begun) fputs(" ", out);
  *begun = true;
}

static void put_kept(FILE *out, unsigned columns, bool *begun) {
  if (columns == 0) return;
  put_word(out, begun);
  fputs(".", out);
  if (columns > 1) fprintf(out, "%u", columns);
}

static void put_line(const struct golden *g, unsigned clocks) {
  const struct golden_model *m = g->model;
  struct golden_writer *w = g->writer;
  unsigned kept = 0;
  bool begun = false;
  if (several_clocks(m->clocks)) {
    put_word(w->out, &begun);
    fprintf(w->out, "%x", clocks);
  }
  for (unsigned i = 0, at = 0; i < m->port_count; at += words(&m->ports[i++])) {
    const struct golden_port *p = &m->ports[i];
    if (w->cycles != 0 && w->unknown[at] == w->unknown_before[at] &&
        memcmp(&w->now[at], &w->before[at], words(p) * sizeof *w->now) == 0) {
      kept++;
      continue;
    }
    put_kept(w->out, kept, &begun);
    kept = 0;
    put_word(w->out, &begun);
    if (w->unknown[at])
      fputs("x", w->out);
    else
      put_value(w->out, &w->now[at], p->width);
  }
  put_kept(w->out, kept, &begun);
  fputs("\n", w->out);
}

static void check_width(const struct golden *g) {
  const struct golden_model *m = g->model;
  for (unsigned i = 0, at = 0; i < m->port_count; at += words(&m->ports[i++])) {
    unsigned top = (m->ports[i].width - 1) % 64 + 1;
    if (top == 64 || g->writer->now[at + words(&m->ports[i]) - 1] >> top == 0) continue;
    fprintf(stderr, "%s: cycle %llu: %s has more than %u bits\n", m->file,
            (unsigned long long)g->writer->cycles, m->ports[i].name, m->ports[i].width);
    abort();
  }
}

void golden_step(struct golden *g, unsigned clocks) {
  const struct golden_model *m = g->model;
  struct golden_writer *w = g->writer;
  memset(w->unknown, 0, sizeof w->unknown);
  g->clocks = clocks;
  m->outputs(g);
  memcpy(w->now, g->pins, m->pins_size);
  for (unsigned i = 0, at = 0; i < m->port_count; at += words(&m->ports[i++]))
    if (w->unknown[at]) memset(&w->now[at], 0, words(&m->ports[i]) * sizeof *w->now);
  check_width(g);
  if (w->cycles != 0 && clocks == w->clocks_before &&
      memcmp(w->now, w->before, sizeof w->now) == 0 &&
      memcmp(w->unknown, w->unknown_before, sizeof w->unknown) == 0) {
    w->repeats++;
  } else {
    end_repeats(w);
    put_line(g, clocks);
  }
  memcpy(w->before, w->now, sizeof w->now);
  memcpy(w->unknown_before, w->unknown, sizeof w->unknown);
  w->clocks_before = clocks;
  w->cycles++;
  if (m->edge != NULL) m->edge(g);
}

static void put_header(FILE *out, const struct golden_model *m, uint64_t cycles) {
  fprintf(
      out,
      "# SPDX-License-Identifier: Apache-2.0\n"
      "# Made by `make golden-update` from the C model below; tb/golden/README.md explains it.\n"
      "module %s\nmodel %s version %u seed %llu\nparameters %s\nclocks %s\n",
      m->module, m->file, m->version, (unsigned long long)m->seed, m->parameters, m->clocks);
  for (unsigned i = 0; i < m->port_count; i++)
    fprintf(out, "%s %s %u\n", m->ports[i].direction == golden_in ? "in" : "out", m->ports[i].name,
            m->ports[i].width);
  fprintf(out, "cycles %llu\nbegin\n", (unsigned long long)cycles);
}

int golden_write(const struct golden_model *m, FILE *out) {
  struct golden_writer writer = {.out = NULL};
  struct golden g = {.model = m, .writer = &writer};
  char *lines = NULL;
  size_t size = 0;
  g.pins = calloc(1, m->pins_size);
  g.state = calloc(1, m->state_size + 1);
  writer.out = open_memstream(&lines, &size);
  if (g.pins == NULL || g.state == NULL || writer.out == NULL || m->pins_size > sizeof writer.now) {
    errno = ENOMEM;
    return -1;
  }
  rng_seed(&g.rng, m->seed);
  m->drive(&g);
  end_repeats(&writer);
  fclose(writer.out);
  put_header(out, m, writer.cycles);
  fwrite(lines, 1, size, out);
  free(lines);
  free(g.state);
  free(g.pins);
  return ferror(out) ? -1 : 0;
}
