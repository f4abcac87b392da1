/* SPDX-License-Identifier: Apache-2.0 */
#include "run.h"

#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "exit_status.h"
#include "failed_wave.h"
#include "options.h"
#include "output.h"
#include "report.h"
#include "text.h"
#include "twk_layout.h"
#include "wave.h"

#define ERR_SIZE 512
#define PS_PER_US UINT64_C(1000000)

struct run {
  int argc;
  char **argv;
  struct run_options options;
  struct config cfg;
  struct trace trace;
  bool has_trace;
  struct wave wave;
  struct output json, timing;
  struct job jobs[JOBS_MAX];
  unsigned replays, job_count;
};

static int complain(const char *text) {
  fprintf(stderr, "twinack run: %s\n", text);
  return EXIT_BAD_INPUT;
}

/* 0, or -1 with a line in err; so do all that follow until execution. */
static int apply_setting(struct config *cfg, const struct option_setting *s, char *err,
                         size_t err_size) {
  char reason[ERR_SIZE / 2];
  int failed = s->section[0] ? config_set(cfg, s->section, s->key, s->value, reason, sizeof reason)
                             : config_set_workload(cfg, s->value, reason, sizeof reason);

  if (!failed) return 0;
  /* "--depth: depth: bad value" says the same twice. */
  size_t key = strlen(s->key);
  bool twice =
      strcmp(s->option, "--set") && key && strncmp(reason, s->key, key) == 0 && reason[key] == ':';
  snprintf(err, err_size, "%s: %s", s->option, reason + (twice ? key + 2 : 0));
  return -1;
}

static int configure(struct run *r, char *err, size_t err_size) {
  const struct run_options *o = &r->options;

  config_defaults(&r->cfg);
  if (o->config && config_load(&r->cfg, o->config, err, err_size)) return -1;
  for (size_t i = 0; i < o->settings; i++)
    if (apply_setting(&r->cfg, &o->setting[i], err, err_size)) return -1;
  if (o->wave_only) r->cfg.image[0] = '\0';
  if (o->print_config) return 0;
  if (!r->cfg.trace[0] && !r->cfg.has_workload) {
    snprintf(err, err_size, "nothing to replay, expected --trace FILE or --workload KEY=VALUE,...");
    return -1;
  }
  return config_check(&r->cfg, err, err_size);
}

/* A device may have no end. What is not there is named by the reader of traces. */
static bool endless(const char *path) {
  struct stat st;

  return stat(path, &st) == 0 && (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode));
}

static int load_requests(struct run *r, char *err, size_t err_size) {
  char reason[ERR_SIZE / 2];

  if (r->cfg.trace[0]) {
    if (endless(r->cfg.trace)) {
      snprintf(err, err_size, "%.200s: a device, expected a host trace", r->cfg.trace);
      return -1;
    }
    if (trace_load(&r->trace, r->cfg.trace, err, err_size)) return -1;
    r->has_trace = true;
  }
  if (source_check(&r->cfg, r->has_trace ? &r->trace : NULL, reason, sizeof reason)) {
    snprintf(err, err_size, "%.200s: %s", r->has_trace ? r->cfg.trace : "workload", reason);
    return -1;
  }
  return 0;
}

static int prepare(struct run *r, char *err, size_t err_size) {
  if (load_requests(r, err, err_size)) return -1;
  if (r->options.wave && wave_check(r->options.wave, err, err_size)) return -1;
  if (r->options.wave_only) return 0;
  if (output_open(&r->json, r->options.json, err, err_size)) return -1;
  if (output_open(&r->timing, r->options.timing, err, err_size) == 0) return 0;
  output_drop(&r->json);
  return -1;
}

static const struct trace *trace_of(const struct run *r) {
  return r->has_trace ? &r->trace : NULL;
}

static unsigned wave_mode(const struct config *cfg) {
  for (unsigned i = 0; i < cfg->mode_count; i++)
    if (cfg->modes[i] == TWK_MODE_EARLY) return TWK_MODE_EARLY;
  return cfg->modes[0];
}

static void list_jobs(struct run *r) {
  for (unsigned i = 0; i < r->cfg.mode_count; i++)
    r->jobs[r->job_count++] = (struct job){.mode = r->cfg.modes[i]};
  r->replays = r->job_count;
  if (r->options.wave)
    r->jobs[r->job_count++] =
        (struct job){.mode = wave_mode(&r->cfg), .wave = wave_record, .user = &r->wave};
}

/* The later option wins, so it is enough to add what must differ. */
static void print_rerun(const struct run *r, unsigned mode) {
  const char *name = config_mode_name(mode);
  char word[PATH_MAX * 2];

  fprintf(stderr, "seed %" PRIu64 "; again, with waves: %s", r->cfg.csim.seed, r->argv[0]);
  for (int i = 1; i < r->argc; i++) {
    text_shell_word(r->argv[i], word, sizeof word);
    fprintf(stderr, " %s", word);
  }
  fprintf(stderr, " --seed %" PRIu64 " --mode %s --wave %s.fst --wave-cycles 0\n", r->cfg.csim.seed,
          name, name);
}

static int wave_verdict(const struct job *j) {
  if (j->exit_status == 0) return EXIT_WELL;
  fprintf(stderr, "twinack run: the waveform was not recorded (status %d)\n", j->exit_status);
  return j->exit_status == EXIT_BAD_INPUT ? EXIT_BAD_INPUT : EXIT_WRONG;
}

static int replay_verdict(const struct run *r, const struct job *j) {
  const char *mode = config_mode_name(j->mode);
  char why[ERR_SIZE];

  if (j->has_result && expect_wanted(&r->cfg.expect)) {
    if (expect_met(&r->cfg.expect, &j->result, why, sizeof why)) return EXIT_WELL;
    fprintf(stderr, "twinack run: mode %s: %s\n", mode, why);
  } else if (!j->has_result)
    fprintf(stderr, "twinack run: mode %s: the simulation ended early, status %d\n", mode,
            j->exit_status);
  else if (j->result.outcome == REPLAY_GOOD)
    return EXIT_WELL;
  else
    fprintf(stderr, "twinack run: mode %s: %s\n", mode, j->result.finding);
  if (j->has_result && j->result.outcome == REPLAY_BAD_CONFIG) return EXIT_BAD_INPUT;
  print_rerun(r, j->mode);
  return EXIT_WRONG;
}

/* Every run refuses the same requests, so that one word is enough. */
static void name_refused(const struct run *r) {
  const struct replay_result *first = &r->jobs[0].result;

  if (!r->jobs[0].has_result || !first->first_refused[0]) return;
  fprintf(stderr, "twinack run: %s", first->first_refused);
  if (first->refused > 1) fprintf(stderr, " (and %" PRIu64 " more)", first->refused - 1);
  fputc('\n', stderr);
}

/* Figures of runs that came to their end; those of others would look complete. */
static bool complete(const struct run *r) {
  for (unsigned i = 0; i < r->replays; i++) {
    const struct job *j = &r->jobs[i];
    if (!j->has_result || j->result.outcome > REPLAY_WRONG) return false;
  }
  return true;
}

static void say_next(const struct run *r, bool waves) {
  if (waves) printf("waveform  %s\n", r->options.wave);
  if (r->options.json) printf("JSON      %s\n", r->options.json);
  if (waves)
    printf("next      gtkwave %s\n", r->options.wave);
  else if (!r->options.wave)
    printf("next      the same with --wave FILE.fst, then gtkwave FILE.fst\n");
}

static int write_files(struct run *r, const struct report *report, char *err, size_t err_size) {
  if (r->json.file) report_json(report, r->json.file);
  if (r->timing.file) report_timing_json(report, r->timing.file);
  int failed = output_commit(&r->json, err, err_size);
  return output_commit(&r->timing, err, err_size) || failed;
}

static int publish(struct run *r) {
  struct report report = {
      .cfg = &r->cfg, .trace = trace_of(r), .jobs = r->jobs, .count = r->replays};
  char err[ERR_SIZE];

  report_table(&report, stdout);
  if (write_files(r, &report, err, sizeof err)) {
    complain(err);
    return EXIT_WRONG;
  }
  say_next(r, r->job_count > r->replays && r->jobs[r->replays].exit_status == 0);
  if (fflush(stdout) == 0 && !ferror(stdout)) return EXIT_WELL;
  complain("the results cannot be printed");
  return EXIT_WRONG;
}

/* The first mode that came to an end and was wrong. */
static void show_failure(const struct run *r, const struct job *j) {
  const char *path = r->options.failed_wave;

  if (path && strcmp(path, "no") == 0) return;
  failed_wave(&r->wave, &j->result, j->mode, r->options.config, path);
}

static int execute(struct run *r) {
  const struct job *wrong = NULL;
  int worst = EXIT_WELL;

  list_jobs(r);
  if (jobs_run(r->jobs, r->job_count, r->options.jobs, &r->cfg, trace_of(r))) {
    complain("no process can be started");
    worst = EXIT_WRONG;
  } else if (complete(r)) {
    worst = publish(r);
  }
  name_refused(r);
  for (unsigned i = 0; i < r->job_count; i++) {
    const struct job *j = &r->jobs[i];
    int verdict = j->state != JOB_DONE ? EXIT_WELL
                  : j->wave            ? wave_verdict(j)
                                       : replay_verdict(r, j);
    if (verdict > worst) worst = verdict;
    if (verdict == EXIT_WRONG && !j->wave && j->has_result && !wrong) wrong = j;
  }
  if (wrong) show_failure(r, wrong);
  output_drop(&r->json);
  output_drop(&r->timing);
  return worst;
}

static int run(struct run *r) {
  char err[ERR_SIZE];

  if (configure(r, err, sizeof err)) return complain(err);
  if (r->options.print_config) {
    config_print(&r->cfg, stdout);
    return fflush(stdout) ? EXIT_WRONG : EXIT_WELL;
  }
  if (prepare(r, err, sizeof err)) return complain(err);
  r->wave = (struct wave){.path = r->options.wave,
                          .window = {r->options.wave_from_us * PS_PER_US, r->options.wave_cycles},
                          .cfg = &r->cfg,
                          .trace = trace_of(r),
                          .argc = r->argc - 1,
                          .argv = r->argv + 1};
  return r->options.wave_only ? wave_record(&r->wave, wave_mode(&r->cfg)) : execute(r);
}

int run_main(int argc, char **argv) {
  struct run r = {.argc = argc, .argv = argv};

  options_parse(&r.options, argc, argv);
  int status = run(&r);
  trace_free(&r.trace);
  return status;
}
