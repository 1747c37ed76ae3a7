/*
 * Moves the wall clock of a process that preloads this library (LD_PRELOAD), and nothing else: clocks that measure how
 * long something takes, and the kernel's timers, go on as they were, as they do when an administrator sets the clock.
 *
 * WALL_CLOCK_OFFSET names a file of eight bytes, the seconds to add as an integer of the machine's own byte order. It is
 * mapped, so that writing to it moves the clock of every process that has it at once.
 *
 * libfaketime is no use for this: it moves timerfd's absolute times of every clock, the monotonic one, too, so that
 * after a jump no timer of libdispatch fires any more.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static _Atomic int64_t unmoved;
static _Atomic int64_t *offset = &unmoved;

__attribute__((constructor)) static void map_offset(void) {
    const char *path = getenv("WALL_CLOCK_OFFSET");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *page = file < 0 ? MAP_FAILED : mmap(NULL, sizeof *offset, PROT_READ, MAP_SHARED, file, 0);
    // A test of a clock that silently does not move would prove nothing.
    if (page == MAP_FAILED) abort();
    close(file);
    offset = page;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = (int)syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += *offset;
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec precise;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &precise);
    now->tv_sec = precise.tv_sec;
    now->tv_usec = precise.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *copy) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    if (copy) *copy = now.tv_sec;
    return now.tv_sec;
}

/* The one wait until a time of the wall clock that Swift's runtime knows: libdispatch reads that clock, adds a few
 * seconds, and waits. The kernel's own clock did not move. */
int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict end) {
    struct timespec real = *end;
    real.tv_sec -= *offset;
    return sem_clockwait(semaphore, CLOCK_REALTIME, &real);
}
