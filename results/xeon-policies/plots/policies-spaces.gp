# Run with: gnuplot policies-spaces.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' policies-spaces.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "policies-spaces.dat"
load "style.gp"
do for [kind in kinds] {
unset label
unset arrow
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,1662 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,1662 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,16.62in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "policies-spaces.".kind }
if (text) { set title "Policies against the default: Address spaces and flushes"; set key outside top center horizontal }
if (!text) {
  set label 901 "Policies against the default: Address spaces and flushes" at screen 0.015, screen 0.9868 left font large
  set label 902 "Intel(R) Xeon(R) Processor, Linux 6.18.44-fc-v657, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9741 left font note tc rgb "#666666"
  set tmargin at screen 0.9254
  set key at screen 0.015, screen 0.9663 left top horizontal Left reverse samplen 2
}
set xlabel "time relative to the mode without the policy (95% interval; left of 1: faster)"
set logscale x 10
set xrange [0.5442:49.79]
set yrange [-8.60:0.6]
set border 1
set grid xtics noytics
unset mxtics
set arrow from first 1, graph 0 to first 1, graph 1 nohead back lw 1.4 lc rgb "#555555"
if (!text) { set arrow from graph 0, first -0.5 to graph 1, first -0.5 nohead back lw 0.5 lc rgb "#dddddd" }
if (!text) { set arrow from graph 0, first -1.5 to graph 1, first -1.5 nohead back lw 0.5 lc rgb "#dddddd" }
if (!text) { set arrow from graph 0, first -2.5 to graph 1, first -2.5 nohead back lw 0.5 lc rgb "#dddddd" }
if (!text) { set arrow from graph 0, first -3.5 to graph 1, first -3.5 nohead back lw 0.5 lc rgb "#dddddd" }
if (!text) { set arrow from graph 0, first -4.5 to graph 1, first -4.5 nohead back lw 0.5 lc rgb "#dddddd" }
if (!text) { set arrow from graph 0, first -5.5 to graph 1, first -5.5 nohead back lw 0.5 lc rgb "#dddddd" }
if (!text) { set arrow from graph 0, first -6.5 to graph 1, first -6.5 nohead back lw 0.5 lc rgb "#dddddd" }
if (!text) { set arrow from graph 0, first -7.5 to graph 1, first -7.5 nohead back lw 0.5 lc rgb "#dddddd" }
set xtics ("0.1" 0.1, "0.2" 0.2, "0.5" 0.5, "1" 1, "2" 2, "5" 5, "10" 10, "20" 20, "50" 50)
set ytics scale 0 ("movcr3 switch spaces=2 touch=0" -0, "movcr3 same spaces=2 touch=0" -1, "movcr3 burst spaces=2 touch=0" -2, "movcr3 switch spaces=8" -3, "movcr3 same spaces=8" -4, "movcr3 burst spaces=8" -5, "movcr3 switch spaces=32" -6, "movcr3 same spaces=32" -7, "movcr3 burst spaces=32" -8)
plot data index 0 using 2:(-$1+0.417):3:4 with xerrorbars lt 6 lw 1.6 ps 0.9 title "spt:interpret=0", \
  data index 0 using 4:(-$1+0.417):5 with labels left offset 0.6,0 font small tc rgb "#555555" notitle, \
  data index 1 using 2:(-$1+0.333):3:4 with xerrorbars lt 7 lw 1.6 ps 0.9 title "spt:prefetch=1", \
  data index 1 using 4:(-$1+0.333):5 with labels left offset 0.6,0 font small tc rgb "#555555" notitle, \
  data index 2 using 2:(-$1+0.250):3:4 with xerrorbars lt 8 lw 1.6 ps 0.9 title "spt:prefetch=512", \
  data index 2 using 4:(-$1+0.250):5 with labels left offset 0.6,0 font small tc rgb "#555555" notitle, \
  data index 3 using 2:(-$1+0.167):3:4 with xerrorbars lt 9 lw 1.6 ps 0.9 title "spt:prefetch=8", \
  data index 3 using 4:(-$1+0.167):5 with labels left offset 0.6,0 font small tc rgb "#555555" notitle, \
  data index 4 using 2:(-$1+0.083):3:4 with xerrorbars lt 10 lw 1.6 ps 0.9 title "spt:refill=0", \
  data index 4 using 4:(-$1+0.083):5 with labels left offset 0.6,0 font small tc rgb "#555555" notitle, \
  data index 5 using 2:(-$1-0.000):3:4 with xerrorbars lt 11 lw 1.6 ps 0.9 title "spt:remap=0", \
  data index 5 using 4:(-$1-0.000):5 with labels left offset 0.6,0 font small tc rgb "#555555" notitle, \
  data index 6 using 2:(-$1-0.083):3:4 with xerrorbars lt 12 lw 1.6 ps 0.9 title "spt:roots=16", \
  data index 6 using 4:(-$1-0.083):5 with labels left offset 0.6,0 font small tc rgb "#555555" notitle, \
  data index 7 using 2:(-$1-0.167):3:4 with xerrorbars lt 13 lw 1.6 ps 0.9 title "spt:roots=2", \
  data index 7 using 4:(-$1-0.167):5 with labels left offset 0.6,0 font small tc rgb "#555555" notitle, \
  data index 8 using 2:(-$1-0.250):3:4 with xerrorbars lt 14 lw 1.6 ps 0.9 title "spt:roots=4", \
  data index 8 using 4:(-$1-0.250):5 with labels left offset 0.6,0 font small tc rgb "#555555" notitle, \
  data index 9 using 2:(-$1-0.333):3:4 with xerrorbars lt 15 lw 1.6 ps 0.9 title "spt:scatter=0", \
  data index 9 using 4:(-$1-0.333):5 with labels left offset 0.6,0 font small tc rgb "#555555" notitle, \
  data index 10 using 2:(-$1-0.417):3:4 with xerrorbars lt 16 lw 1.6 ps 0.9 title "spt:unsync=0", \
  data index 10 using 4:(-$1-0.417):5 with labels left offset 0.6,0 font small tc rgb "#555555" notitle
}
set output
