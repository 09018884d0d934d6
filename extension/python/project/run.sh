#!/bin/sh
# Trains on this machine: `sh run.sh 4` in four processes, `sh run.sh` in one for each GPU, or two where there is none.
# A process that dies is started again up to three times, and goes on from the state that was saved last.
cd "$(dirname "$0")" || exit 1
processes=${1:-$("${PYTHON:-python3}" -c 'import torch; print(torch.cuda.device_count() or 2)')}
# PyTorch 2.6 else keeps one store for all restarts, in which gloo finds the addresses of those that died, and waits.
export TORCH_DISABLE_SHARE_RDZV_TCP_STORE=1
exec "${PYTHON:-python3}" -m torch.distributed.run --standalone --nproc-per-node="$processes" --max-restarts=3 train.py
