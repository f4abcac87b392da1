# SPDX-License-Identifier: Apache-2.0
# Tests of single RTL modules, included by the top Makefile.
#
# Each module M of RTLT_MODULES is Verilated alone, with the parameters RTLT_G_M, and wrapped once;
# each program of RTLT_TESTS_M (test_M unless named) is linked to it and to the objects RTLT_WITH_M:
# build/tb/rtl/test_*, listed in RTL_TEST_BIN. With RTLT_COVERAGE=1, and another RTLT_OUT, they
# count coverage (csim/coverage_sum.h); coverplan's rules call for that. With RTLT_TRACE=1, and
# another RTLT_OUT, they can record a waveform (tb/waves/window.h), as scripts/failed-wave wants it.
RTLT_DIR  := tb/rtl
RTLT_OUT  := $(BUILD)/tb/rtl
RTLT_HELP := frame two_clocks

RTLT_MODULES := sync_fifo async_fifo cdc_sync frame_check mirror_fifo cache write_splitter \
                mirror_commit drain link delay_line mirror_tracker event_queue ack_queue host_port \
                block_reader host_sender disk_port ecc_monitor power_unit uv_detect battery \
                battery_gauge power_switch domain_ctl isolate present_indicator power_system \
                control_reg status_monitor heartbeat_monitor link_status control_block mirror_path \
                host_interface host_switch host_path host_fabric host_way

RTLT_G_mirror_fifo := -GDEPTH=128
RTLT_TESTS_mirror_fifo := test_mirror_fifo test_mirror_fifo_ecc test_mirror_fifo_rate
RTLT_WITH_mirror_fifo  := mirror_bench
RTLT_G_sync_fifo  := -GW=16 -GDEPTH=4
RTLT_G_async_fifo := -GW=16 -GDEPTH=8
RTLT_G_cdc_sync   := -GW=8
RTLT_G_delay_line := -GW=16 -GDEPTH=64
RTLT_G_event_queue := -GDEPTH=16
RTLT_G_mirror_commit  := -GSLOTS=4
RTLT_G_mirror_tracker := -GDEPTH=8
RTLT_G_cache := -GSLOTS=4
RTLT_TESTS_cache := test_cache test_cache_ecc
RTLT_WITH_cache  := cache_bench
RTLT_G_mirror_path := -GFIFO_DEPTH=512
RTLT_G_isolate := -GW=8
# Short times, so that counters of them come to their end.
RTLT_G_present_indicator := -GTICK_W=16
RTLT_G_power_unit := -GTICK_W=16
RTLT_G_uv_detect  := -GTICK_W=16
RTLT_G_battery    := -GTICK_W=16
RTLT_TESTS_power_system := test_power_system test_power_system_random
RTLT_WITH_power_system  := power_bench power_model
# As drain_bench.h and the golden vectors have it: small, so that every bound is reached.
RTLT_G_drain := -GPTR_W=8 -GWINDOW=100 -GFRAMES=8 -GMESSAGES=16
RTLT_WITH_drain := drain_bench
RTLT_G_host_interface := -GTAGS=16
RTLT_G_host_path   := -GTAGS=16
RTLT_G_host_fabric := -GTAGS=16
RTLT_WITH_host_fabric := fabric_bench
# Counters of stalls that come to their end.
RTLT_G_write_splitter := -GSTALL_W=8
RTLT_WITH_write_splitter := splitter_bench

# The RTL under test, a folder like rtl/, and what its reading warns of: `make mutate` has its own.
RTLT_RTL  := rtl
RTLT_WALL := -Wall
RTLT_COVERAGE := 0
RTLT_TRACE    := 0
RTLT_VFLAGS := $(if $(filter 1,$(RTLT_COVERAGE)),--coverage) \
               $(if $(filter 1,$(RTLT_TRACE)),--trace-fst) \
               --cc -sv --assert $(RTLT_WALL) -O3 -fno-const-bit-op-tree $(RTL_INC) \
               $(addprefix -y ,$(sort $(dir $(wildcard $(RTLT_RTL)/*/*.sv)))) rtl/lint.vlt \
               $(BUILD)/gen/twk_pkg.sv
RTLT_CXX := $(CXX) -std=c++17 -O2 -DVM_COVERAGE=$(RTLT_COVERAGE) -DVM_SC=0 \
            -DVM_TRACE=$(RTLT_TRACE) -DVM_TRACE_FST=1 -DVL_THREADED=0 \
            -isystem $(VROOT)/include -isystem $(VROOT)/include/vltstd
RTLT_SAN := -fsanitize=address,undefined
RTLT_RUNTIME := $(RTLT_OUT)/verilated.o $(RTLT_OUT)/verilated_threads.o \
                $(if $(filter 1,$(RTLT_COVERAGE)),$(RTLT_OUT)/verilated_cov.o) \
                $(if $(filter 1,$(RTLT_TRACE)),$(RTLT_OUT)/verilated_fst_c.o)
RTLT_HELP_O := $(RTLT_HELP:%=$(RTLT_OUT)/%.o) \
               $(if $(filter 1,$(RTLT_TRACE)),$(BUILD)/obj/tb/waves/window.o)

$(RTLT_RUNTIME): $(RTLT_OUT)/%.o: $(VROOT)/include/%.cpp
	@mkdir -p $(@D)
	@$(RTLT_CXX) -c $< -o $@

$(RTLT_OUT)/%.o: $(RTLT_DIR)/%.c $(wildcard $(RTLT_DIR)/*.h) $(HEADERS)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) $(SAN) -c $< -o $@

define RTLT_MODULE
RTLT_TESTS_$(1) ?= test_$(1)
$(RTLT_OUT)/$(1)/V$(1).h: $(BUILD)/gen/twk_pkg.sv
	@mkdir -p $$(@D)
	@rm -f $$(@D)/V*
	@verilator $$(RTLT_VFLAGS) --top-module $(1) --prefix V$(1) --Mdir $$(@D) $$(RTLT_G_$(1)) \
	  $(RTLT_RTL)/*/$(1).sv > $$(@D)/verilator.log 2>&1 || (cat $$(@D)/verilator.log; rm -f $$@; false)
	@touch $$@
-include $(RTLT_OUT)/$(1)/V$(1)__ver.d
# The wrapper and all that Verilator wrote, as one translation unit.
$(RTLT_OUT)/$(1)/dut.o: $(RTLT_OUT)/$(1)/V$(1).h $(RTLT_DIR)/dut.cpp $(RTLT_DIR)/dut.h \
                        $(RTLT_DIR)/ports_$(1).h
	@cd $$(@D) && printf '#include "%s"\n' V*.cpp > all.cpp
	@$$(RTLT_CXX) -Wall -Wextra -I$$(@D) -I$(RTLT_DIR) -DDUT_TOP=V$(1) -DDUT_HEADER='"V$(1).h"' \
	  -DDUT_PORTS_H='"ports_$(1).h"' -DDUT_SYMBOLS=V$(1)__Syms -DDUT_SYMS='"V$(1)__Syms.h"' \
	  -Icsim -Itb/waves -include $$(@D)/all.cpp -c $(RTLT_DIR)/dut.cpp -o $$@
$$(RTLT_TESTS_$(1):%=$(RTLT_OUT)/%): $(RTLT_OUT)/%: $(RTLT_OUT)/%.o $(RTLT_OUT)/$(1)/dut.o \
                                     $$(RTLT_WITH_$(1):%=$(RTLT_OUT)/%.o) \
                                     $(RTLT_HELP_O) $(RTLT_RUNTIME)
	@$$(CXX) $(RTLT_SAN) -o $$@ $$^ -lcmocka -lz -pthread
RTL_TEST_BIN += $$(RTLT_TESTS_$(1):%=$(RTLT_OUT)/%)
endef
$(foreach m,$(RTLT_MODULES),$(eval $(call RTLT_MODULE,$(m))))
