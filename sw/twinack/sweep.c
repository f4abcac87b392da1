/* SPDX-License-Identifier: Apache-2.0 */
#include "sweep.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exit_status.h"
#include "output.h"

#define ERR_SIZE 512
#define PLOT "plot.gnuplot"

extern char **environ;

static int complain(const char *text, int status) {
  fprintf(stderr, "twinack sweep: %s\n", text);
  return status;
}

/* A file in the sweep's folder, by `write`, which says whether it is wanted. 0; or -1 with a line
 * in err. */
static int make_file(const struct sweep *s, const char *name, char path[PATH_MAX],
                     bool (*write)(const struct sweep *s, FILE *out), bool *wanted, char *err) {
  struct output o;

  snprintf(path, PATH_MAX, "%.4000s/%s", s->options->out, name);
  if (output_open(&o, path, err, ERR_SIZE)) return -1;
  *wanted = write(s, o.file);
  if (*wanted) return output_commit(&o, err, ERR_SIZE);
  output_drop(&o);
  return 0;
}

static bool write_json(const struct sweep *s, FILE *out) {
  sweep_json(s, out);
  return true;
}

/* True when gnuplot was there and has drawn; what it warns of is the reader's to ask for. */
static bool draw(char path[PATH_MAX]) {
  char *argv[] = {(char[]){"gnuplot"}, path, NULL};
  posix_spawn_file_actions_t quiet;
  pid_t pid;
  int status;

  if (posix_spawn_file_actions_init(&quiet)) return false;
  posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  int failed = posix_spawnp(&pid, argv[0], &quiet, NULL, argv, environ);
  posix_spawn_file_actions_destroy(&quiet);
  return !failed && waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
         WEXITSTATUS(status) == 0;
}

static int publish(const struct sweep *s, const struct sweep_file *f, char *err) {
  char json[PATH_MAX], plot[PATH_MAX];
  bool wanted;

  sweep_report(s, stdout);
  printf("CSV       %s\n", f->path);
  if (make_file(s, "sweep.json", json, write_json, &wanted, err)) return -1;
  printf("JSON      %s\n", json);
  if (make_file(s, PLOT, plot, sweep_plot, &wanted, err)) return -1;
  if (wanted && draw(plot))
    printf("plots     %s/*.svg\n", s->options->out);
  else if (wanted)
    printf("next      gnuplot %s\n", plot);
  if (fflush(stdout) == 0 && !ferror(stdout)) return 0;
  snprintf(err, ERR_SIZE, "the results cannot be printed");
  return -1;
}

/* By the lines, so that a sweep that went on says what one that was never interrupted says. */
static int verdict(const struct sweep *s) {
  unsigned outcome = sweep_column_find(s, "outcome"), bad = 0, first = 0;

  for (unsigned p = 0; p < s->points; p++) {
    if (strcmp(s->row[p].cell[outcome], "good") == 0) continue;
    if (bad++ == 0) first = p;
  }
  if (bad == 0) return EXIT_WELL;
  fprintf(stderr, "twinack sweep: %u of %u points are not good, the first is %u (%s); again: ", bad,
          s->points, first, s->row[first].cell[outcome]);
  sweep_print_command(s, first, stderr);
  return EXIT_WRONG;
}

static int sweep(struct sweep *s, char *err) {
  struct sweep_file f;
  unsigned there = 0;

  if (sweep_plan(s, err, ERR_SIZE) || sweep_file_open(&f, s, err, ERR_SIZE))
    return complain(err, EXIT_BAD_INPUT);
  for (unsigned p = 0; p < s->points; p++) there += s->row[p].there;
  if (there)
    fprintf(stderr, "twinack sweep: %u of %u points are there already\n", there, s->points);
  int failed = sweep_jobs(s, &f, err, ERR_SIZE) || sweep_file_finish(&f, s, err, ERR_SIZE) ||
               publish(s, &f, err);
  close(f.fd);
  return failed ? complain(err, EXIT_WRONG) : verdict(s);
}

int sweep_main(int argc, char **argv) {
  static struct sweep_options options;
  struct sweep s = {.options = &options};
  char err[ERR_SIZE];

  sweep_options_parse(&options, argc, argv);
  int status = sweep(&s, err);
  free(s.row);
  trace_free(&s.trace);
  return status;
}
