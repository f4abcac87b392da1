/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay_host.h: the host's side of a replay: requests that have arrived, their commands, the data,
 * and what the oracle is told and asked. Time passes only in the caller.
 */
#ifndef TWINACK_REPLAY_HOST_H
#define TWINACK_REPLAY_HOST_H

#include "replay.h"

struct replay_host;

/* All four must outlive it. Counts into *result. Running out of memory ends the program. */
struct replay_host *replay_host_new(const struct config *cfg, struct csim *csim,
                                    struct oracle *oracle, struct replay_result *result);
void replay_host_free(struct replay_host *h);

/* A request arrives; due_ps in the time of csim, now or earlier. */
void replay_host_arrive(struct replay_host *h, const struct request *r, uint64_t due_ps);
/* Closed pace: may this request arrive now? */
bool replay_host_has_room(const struct replay_host *h, const struct request *r, unsigned depth);
/* Posts all that the volumes' queues take. */
void replay_host_post(struct replay_host *h);
/* One answer. */
void replay_host_complete(struct replay_host *h, const struct csim_completion *c);
/* Requests that have arrived and are not answered. */
uint64_t replay_host_open(const struct replay_host *h);
/* The latencies of all requests answered, into the result. */
void replay_host_finish(struct replay_host *h);

/* Counts, keeps the first finding and the first of its kind, and the outcome REPLAY_WRONG. */
void replay_found(struct replay_result *r, enum replay_finding kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* What a block that is not ORACLE_OK is found as. */
enum replay_finding replay_finding_of(enum oracle_result judged);

#endif
