#!/usr/bin/env bash
# Try both commands of the README on a bare Debian that holds python3 and nothing else.
#
#   packaging/try_bare_debian.sh [--suite NAME] [--mirror ADDRESS] [--base FOLDER] [--keep FOLDER]
#                                [-- words for pytest]
#
#   --suite    Debian's name, bookworm by default
#   --mirror   where packages come from; the one that debootstrap knows by default
#   --base     a bare system to start from; it is made there where it is missing, and copied
#   --keep     where to leave the system of the trial; by default it is removed
#
# Runs as root and needs debootstrap. The host's name resolution, its certificates and its PIP_*
# variables are handed on, for networks that need them. The checkout's tracked and new files are
# copied; its .venv is not. Ends with the code of the first command that fails.
set -euo pipefail

suite=bookworm
mirror=
base=
keep=
while (($#)); do
    case $1 in
        --suite) suite=$2; shift 2 ;;
        --mirror) mirror=$2; shift 2 ;;
        --base) base=$2; shift 2 ;;
        --keep) keep=$2; shift 2 ;;
        --) shift; break ;;
        *) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"; exit 2 ;;
    esac
done

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
base=${base:-$work/base}
trial=${keep:-$work/trial}

clean() {
    for place in dev proc; do
        if mountpoint -q "$trial/$place"; then
            umount --lazy "$trial/$place" # something started inside may still hold it
        fi
    done
    rm -rf --one-file-system "$work" # never through a mount that stayed
}
trap clean EXIT

heading() { printf '\n=== %s\n' "$*"; }

inside() {
    local -a handed=()
    mapfile -t handed < <(env | grep -E '^(PIP_(INDEX_URL|EXTRA_INDEX_URL|DEFAULT_TIMEOUT)|https?_proxy|no_proxy)=' || true)
    chroot "$trial" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        "${handed[@]}" "$@" </dev/null
}

if [[ ! -x $base/usr/bin/python3 ]]; then
    heading "a bare $suite with python3, in $base"
    debootstrap --variant=minbase "$suite" "$base" ${mirror:+"$mirror"}
    cp /etc/resolv.conf "$base/etc/resolv.conf"
    chroot "$base" apt-get -qq update
    chroot "$base" apt-get -qq install --yes --no-install-recommends python3 ca-certificates
    chroot "$base" apt-get clean
fi

heading "the trial, in $trial"
[[ ! -e $trial ]] || { echo "$trial exists already" >&2; exit 2; }
cp -a "$base" "$trial"
cp /etc/resolv.conf "$trial/etc/resolv.conf"
cp -L /etc/ssl/certs/ca-certificates.crt "$trial/etc/ssl/certs/ca-certificates.crt"
mount --bind /dev "$trial/dev"
mount -t proc proc "$trial/proc"
mkdir -p "$trial/srv/jumeau"
git -C "$project" ls-files -z --cached --others --exclude-standard |
    (cd "$project" && xargs -0 sh -c 'for f; do [ -e "$f" ] && printf "%s\0" "$f"; done' sh) |
    tar -C "$project" --null --files-from=- -c | tar -C "$trial/srv/jumeau" -x

heading "python3 run.py demo"
time inside sh -c 'cd /srv/jumeau && python3 run.py demo'
inside sh -c 'ls -l /srv/jumeau/demo-views'

heading "python3 run.py install, a second time"
time inside sh -c 'cd /srv/jumeau && python3 run.py install'

heading "python3 run.py test $*"
time inside sh -c 'cd /srv/jumeau && exec python3 run.py test "$@"' sh "$@"
