# SPDX-License-Identifier: Apache-2.0
# Waveforms, included by the top Makefile: of scenarios, and of tests that fail.
.PHONY: waves gallery waves-update
waves: ## record a scenario and open GTKWave: SCENARIO=claim-05-switchover
	@scripts/setup
	@$(MAKE) --no-print-directory -j$(CORES) sim-programs
	@scripts/waves $(BUILD) show '$(SCENARIO)'
gallery: ## draw every scenario's waveform; docs/gallery.md
	@scripts/setup
	@$(MAKE) --no-print-directory -j$(CORES) sim-programs
	@scripts/waves $(BUILD) gallery
waves-update: ## make waves/*.gtkw anew, of runs of all scenarios
	@scripts/setup
	@$(MAKE) --no-print-directory -j$(CORES) sim-programs
	@scripts/waves $(BUILD) update

# ---- tests that trace, built for those alone that have failed (scripts/failed-wave): C tests with a
# system in them here; tests of single modules by tb/rtl/rules.mk with RTLT_TRACE=1.
WAVE_TB   := $(BUILD)/wave-tb
WAVE_DIRS := system nbd
WAVE_WRAP := -Wl,--wrap=csim_create,--wrap=csim_run,--wrap=csim_destroy
WAVE_O    := $(addprefix $(BUILD)/obj/tb/waves/,window.o window_csim.o)
$(eval $(call TEST_LIB,obj,wave))
$(foreach d,$(WAVE_DIRS),$(eval $(call TEST_DIR,$(d),obj,wave,$(WAVE_TB),$(WAVE_WRAP))))
WAVE_TEST_BIN := $(patsubst tb/%.c,$(WAVE_TB)/%,$(wildcard $(WAVE_DIRS:%=tb/%/test_*.c)))
$(WAVE_TEST_BIN): $(WAVE_O)
