// What Glibc's module leaves out.
#include <malloc.h>
