/* SPDX-License-Identifier: Apache-2.0 */
/* models.h: every model, for the generator; each is golden_MODULE of model_MODULE.c. */
#ifndef TWINACK_GOLDEN_MODELS_H
#define TWINACK_GOLDEN_MODELS_H

#define GOLDEN_MODELS(M)                                                                          \
  M(sync_fifo)                                                                                    \
  M(isolate)                                                                                      \
  M(cdc_sync)                                                                                     \
  M(rst_sync)                                                                                     \
  M(secded_enc)                                                                                   \
  M(secded_dec)                                                                                   \
  M(sram_1r1w)                                                                                    \
  M(ecc_monitor)                                                                                  \
  M(control_reg)                                                                                  \
  M(heartbeat_monitor)                                                                            \
  M(status_monitor) M(async_fifo) M(delay_line) M(ack_queue) M(event_queue) M(link_status)        \
      M(control_block) M(frame_check) M(mirror_commit) M(sram_ecc) M(block_reader) M(host_sender) \
          M(ramp) M(rail) M(power_unit) M(uv_detect) M(battery) M(battery_gauge) M(domain_ctl)    \
              M(power_switch) M(fifo_supply) M(power_system) M(present_indicator) M(host_port)    \
                  M(disk_port) M(cache) M(mirror_tracker) M(mirror_fifo) M(link) M(drain)         \
                      M(mirror_path) M(write_splitter)

#endif
