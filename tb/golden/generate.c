/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generate: writes the golden vectors of every model.
 *
 * Usage: generate FOLDER    makes FOLDER/MODULE.vec for each
 * Exit status: 0 done, 1 a file could not be written, 2 bad usage.
 */
#include <stdio.h>
#include <string.h>
#include <errno.h>

#include "golden_writer.h"
#include "models.h"

#define DECLARE(name) extern const struct golden_model golden_##name;
GOLDEN_MODELS(DECLARE)
#define ADDRESS(name) &golden_##name,
static const struct golden_model *const models[] = {GOLDEN_MODELS(ADDRESS)};

int main(int argc, char **argv) {
  if (argc != 2) {
    fprintf(stderr, "generate: %d arguments, expected FOLDER\n", argc - 1);
    return 2;
  }
  for (size_t i = 0; i < sizeof models / sizeof *models; i++) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.vec", argv[1], models[i]->module);
    FILE *out = fopen(path, "w");
    int status = out == NULL ? -1 : golden_write(models[i], out);
    if (out != NULL && fclose(out) != 0) status = -1;
    if (status == 0) continue;
    fprintf(stderr, "generate: %s: %s\n", path, strerror(errno));
    return 1;
  }
  return 0;
}
