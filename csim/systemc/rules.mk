#SPDX - License - Identifier : Apache - 2.0
#The array in a virtual platform : the RTL by `verilator-- sc`, a TLM - 2.0 target on it, \
    an example.

#As the fast model : the last word on the language counts.
VFLAGS_sc    := $(SIZES) --sc
RUNTIME_sc   := $(RUNTIME_fast)
MDEFS_sc     := $(MDEFS_fast)
MODEL_OPT_sc := -O3
$(eval $(call MODEL,sc))

#SystemC is C++ 17 only.Its headers and Verilator's are not ours to warn about.
SC_CXXFLAGS = -std=c++17 -O2 -g -Wall -Wextra -Werror $(MDEFS_sc) -DVL_THREADED=0 -DVM_SC=1 \
              $(MODEL_INC) -I$(BUILD)/gen -Icsim -Icsim/systemc -Isw/controller -Isw/traffic \
              -isystem $(BUILD)/sc/vl -isystem $(VROOT)/include -isystem $(VROOT)/include/vltstd
SC_LIB_O    := $(addprefix $(BUILD)/sc/csim/systemc/,rtl.o array.o array_run.o recent.o)
SC_HEADERS  := $(wildcard csim/systemc/*.h tb/systemc/*.h)

$(BUILD)/sc/%.o: %.cpp $(HEADERS) $(SC_HEADERS) csim/model_root.h $(BUILD)/sc/vl/model.a
	@mkdir -p $(@D)
	@$(CXX) $(SC_CXXFLAGS) -c $< -o $@

# An archive, so that what needs a model with snapshots, which --sc has not, stays out.
$(BUILD)/sc/libtwinack.a: $(LIB_O)
	@rm -f $@ && ar rcs $@ $^

SC_ARCHIVES := $(BUILD)/sc/libtwinack.a $(BUILD)/sc/vl/model.a
SC_LIBS := -lsystemc $(LIBS) -pthread
SC_PLATFORM := $(BUILD)/bin/twinack-platform
$(SC_PLATFORM): $(addprefix $(BUILD)/sc/csim/systemc/,platform.o initiator.o) \
                $(BUILD)/obj/sw/twinack/text.o $(SC_LIB_O) $(SC_ARCHIVES)
	@mkdir -p $(@D)
	@echo "  LINK     $@"
	@$(CXX) -o $@ $(filter %.o,$^) $(SC_ARCHIVES) $(SC_LIBS)
$(BUILD)/sc/csim/systemc/platform.o: SC_CXXFLAGS += -Isw/twinack

.PHONY: systemc systemc-programs
systemc: ## the array in a virtual platform: traffic through its TLM-2.0 target
	@scripts/setup
	@$(MAKE) --no-print-directory -j$(CORES) systemc-programs
	@SYSTEMC_DISABLE_COPYRIGHT_MESSAGE=1 $(SC_PLATFORM)
systemc-programs: $(SC_PLATFORM)
