# Run with: gnuplot events-memory-2.gp (in this folder); other formats: gnuplot -e 'kinds="pdf"' events-memory-2.gp
if (!exists("kinds")) kinds = "svg png" # also pdf, or dumb: text
if (!exists("columns")) columns = 100 # of text
if (!exists("lines")) lines = 32
data = "events-memory-2.dat"
load "style.gp"
do for [kind in kinds] {
unset label
unset arrow
text = kind eq "dumb"
large = text ? "" : kind eq "svg" ? ",19" : ",15"
note = text ? "" : kind eq "svg" ? ",12" : ",10"
small = text ? "" : kind eq "svg" ? ",11" : ",9"
if (kind eq "svg") { set terminal svg size 1000,988 font "DejaVu Sans,13" background "white" noenhanced }
if (kind eq "png") { set terminal pngcairo size 1000,988 font "DejaVu Sans,10" background "white" noenhanced }
if (kind eq "pdf") { set terminal pdfcairo size 10.00in,9.88in font "DejaVu Sans,9" noenhanced }
if (text && exists("colour")) { set terminal dumb noenhanced size columns,lines ansi }
if (text && !exists("colour")) { set terminal dumb noenhanced size columns,lines }
if (!text) { set output "events-memory-2.".kind }
if (text) { set title "What an event costs: Guest-physical memory"; set key outside top center horizontal }
if (!text) {
  set label 901 "What an event costs: Guest-physical memory" at screen 0.015, screen 0.9777 left font large
  set label 902 "Intel(R) Xeon(R) Processor, Linux 6.18.44-fc-v657, hypervisor KVMKVMKVM" at screen 0.015, screen 0.9565 left font note tc rgb "#666666"
  set tmargin at screen 0.9150
  set key at screen 0.015, screen 0.9433 left top horizontal Left reverse samplen 2
}
set xlabel "time per operation (median; lines: 10th to 90th percentile)"
set logscale x 10
set xrange [0.999:47245.9]
set yrange [-15.60:0.60]
set border 1
set grid xtics noytics
unset mxtics
set xtics ("1 ns" 1, "10 ns" 10, "100 ns" 100, "1 µs" 1000, "10 µs" 10000)
set ytics scale 0 ("dirtylog enable page=4K" -0, "dirtylog first page=4K" -1, "dirtylog again page=4K" -2, "dirtylog get page=4K" -3, "dirtylog clear page=4K" -4, "dirtylog rewrite page=4K" -5, "dirtylog disable page=4K" -6, "dirtylog write page=4K" -7, "dirtylog enable page=2M" -8, "dirtylog first page=2M" -9, "dirtylog again page=2M" -10, "dirtylog get page=2M" -11, "dirtylog clear page=2M" -12, "dirtylog rewrite page=2M" -13, "dirtylog disable page=2M" -14, "dirtylog write page=2M" -15)
if (text) {
w = 0.2500 # of a bar
plot data index 0 using (1):(-$1-$6*w):($2-1):(0) with vectors nohead lt 1 notitle, \
  data index 0 using ($4>$2?$4:$2):(-$1-$6*w):(stringcolumn(5)." spt") with labels left offset 1,0 notitle, \
  data index 1 using (1):(-$1-$6*w):($2-1):(0) with vectors nohead lt 3 notitle, \
  data index 1 using ($4>$2?$4:$2):(-$1-$6*w):(stringcolumn(5)." kvm-spt") with labels left offset 1,0 notitle
} else {
w = 0.2733 # of a bar
plot data index 0 using 2:(-$1):(1):2:(-$1-($6+0.5)*w):(-$1-($6-0.5)*w) with boxxyerror lt 1 title "spt", \
  data index 0 using ($4>$2?$4:$2):(-$1-$6*w):5 with labels left offset 0.6,0 font small notitle, \
  data index 0 using 3:(-$1-$6*w):($4-$3):(0) with vectors heads size graph 0.0015,90 lc rgb "#666666" notitle, \
  data index 1 using 2:(-$1):(1):2:(-$1-($6+0.5)*w):(-$1-($6-0.5)*w) with boxxyerror lt 3 title "kvm-spt", \
  data index 1 using ($4>$2?$4:$2):(-$1-$6*w):5 with labels left offset 0.6,0 font small notitle, \
  data index 1 using 3:(-$1-$6*w):($4-$3):(0) with vectors heads size graph 0.0015,90 lc rgb "#666666" notitle
}
}
set output
